namespace Enterprise.Governance.Projections;

/// <summary>How a projection stands. Immutable.</summary>
/// <param name="Name">The projection.</param>
/// <param name="AsOf">The moment whose state it shows.</param>
/// <param name="IsAlwaysFresh">Whether it is a plain view that needs no refresh.</param>
public sealed record ProjectionStatus(string Name, DateTimeOffset AsOf, bool IsAlwaysFresh);
