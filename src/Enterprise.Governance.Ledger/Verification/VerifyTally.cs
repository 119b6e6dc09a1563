namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Counts what several workers have verified, and tells of it. Thread-safe.</summary>
internal sealed class VerifyTally(IProgress<VerifyProgress> progress)
{
    /// <summary>So many events of one run are told of at once.</summary>
    internal const long Step = 4096;

    private long _runs, _events;

    internal void Add(long runs, long events) =>
        progress.Report(new VerifyProgress(Interlocked.Add(ref _runs, runs), Interlocked.Add(ref _events, events)));
}
