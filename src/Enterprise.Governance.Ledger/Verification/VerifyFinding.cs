namespace Enterprise.Governance.Ledger;

/// <summary>One thing that is wrong with a chain. Immutable. Holds no hash that is not in the database.</summary>
/// <param name="Seq">The position.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Stored">The stored value at fault, or <see langword="null"/>.</param>
/// <param name="StoredPrevious">For <see cref="VerifyFindingKind.PrevMismatch"/>: the stored hash of the event before.</param>
public sealed record VerifyFinding(long Seq, VerifyFindingKind Kind, string? Stored = null, string? StoredPrevious = null);
