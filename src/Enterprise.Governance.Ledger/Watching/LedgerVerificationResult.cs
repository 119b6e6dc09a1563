namespace Enterprise.Governance.Ledger;

/// <summary>What one complete verification came to. Immutable.</summary>
/// <param name="Runs">How many runs were verified.</param>
/// <param name="Events">How many events they have.</param>
/// <param name="BadRuns">How many runs are not sound.</param>
/// <param name="IsLogSound">Whether the log of anchors is the one it should be, or there is none.</param>
public sealed record LedgerVerificationResult(long Runs, long Events, long BadRuns, bool IsLogSound)
{
    /// <summary>Gets whether nothing was found.</summary>
    public bool Ok => BadRuns == 0 && IsLogSound;
}
