namespace Enterprise.Governance.Ledger;

/// <summary>What verification found about the log of anchors. Immutable; holds no hash that is not in the database.</summary>
/// <param name="Size">The number of leaves.</param>
/// <param name="Checkpoint">The size of the largest stored checkpoint, or <see langword="null"/> if there is none.</param>
/// <param name="Finding">What is wrong: <see cref="VerifyFindingKind.LogRollback"/> if the log is shorter than what was retained, <see cref="VerifyFindingKind.LogFork"/> if it is another one;
/// <see langword="null"/> if nothing is.</param>
/// <param name="Place">The size at which the log was held against a root that it does not have, or <see langword="null"/>.</param>
public sealed record LogReport(long Size, long? Checkpoint, VerifyFindingKind? Finding = null, long? Place = null)
{
    /// <summary>Gets whether the log is the one that its checkpoint, and what was retained, say.</summary>
    public bool Ok => Finding is null;
}
