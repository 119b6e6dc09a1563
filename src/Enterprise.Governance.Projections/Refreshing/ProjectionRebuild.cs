namespace Enterprise.Governance.Projections;

/// <summary>What a rebuild found. Immutable.</summary>
/// <param name="Status">How the projection stands afterwards.</param>
/// <param name="Differences">How many rows differed from a fresh computation although every change that was told had been taken in; <see langword="null"/> if nobody asked.</param>
public sealed record ProjectionRebuild(ProjectionStatus Status, long? Differences);
