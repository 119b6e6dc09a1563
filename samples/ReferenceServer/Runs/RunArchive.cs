using Enterprise.Governance.Ledger;

namespace ReferenceServer.Runs;

/// <summary>Tells of runs whose events have left for the archive. Thread-safe.</summary>
internal sealed class RunArchive(ILedger ledger)
{
    /// <summary>Finds the bundle that has a run's events.</summary>
    /// <returns>Its SHA-256; <see langword="null"/> for runs that have events, and for those that have yet to begin.</returns>
    internal async Task<string?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        // Verifying reads every event there is: only of a run without any it is no more than a look at its tombstone.
        if (await ledger.GetHeadAsync(runId, cancellationToken) is not null)
            return null;
        return await ledger.VerifyAsync(runId, cancellationToken: cancellationToken) is { Status: VerifyStatus.Archived } report ? report.BundleSha256 : null;
    }
}
