namespace Enterprise.Governance.Ledger.Watching;

/// <summary>A verification of every run, in parts, each of which sees one moment. Used by one caller at a time.</summary>
internal sealed class VerificationRound(ILedger ledger, LedgerVerificationOptions options, VerificationTelling telling, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    // What this process has verified of it, for the pace.
    private long _runs, _events;
    private (LogHead? Head, bool IsKnown) _retained;

    /// <summary>Gets how far ahead of its pace it is.</summary>
    internal TimeSpan Ahead
    {
        get
        {
            double seconds = Math.Max(
                options.MaxRunsPerSecond > 0 ? (double)_runs / options.MaxRunsPerSecond : 0,
                options.MaxEventsPerSecond > 0 ? (double)_events / options.MaxEventsPerSecond : 0);
            TimeSpan ahead = TimeSpan.FromSeconds(seconds) - time.GetElapsedTime(_began);
            return ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero;
        }
    }

    /// <summary>Verifies as of now, for about so long: what comes after that is verified as of later. A run is not interrupted.</summary>
    internal async ValueTask<VerificationState> GoOnAsync(VerificationState state, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        LogReport? log = null;
        VerifyOptions verify = new()
        {
            Strict = options.Strict,
            Retained = await GetRetainedAsync(cancellationToken).ConfigureAwait(false),
            MaxDegreeOfParallelism = options.MaxDegreeOfParallelism,
            LogVerified = report => log = report,
            AfterRun = state.AfterRun,
        };
        long opened = time.GetTimestamp();
        await foreach (VerifyReport report in ledger.VerifyAllAsync(verify, cancellationToken).ConfigureAwait(false))
        {
            state = await TellOfLogAsync(log, state, cancellationToken).ConfigureAwait(false);
            await telling.TellAsync(report, cancellationToken).ConfigureAwait(false);
            state = state.Add(report);
            (_runs, _events) = (_runs + 1, _events + report.Checked);

            // What can be no id has no place in the order: nobody can go on behind it.
            TimeSpan ahead = Ahead;
            if (time.GetElapsedTime(opened) + ahead > lifetime && GovernanceIdentifier.IsValid(report.RunId, out _))
                return state;
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, time, cancellationToken).ConfigureAwait(false);
        }

        return (await TellOfLogAsync(log, state, cancellationToken).ConfigureAwait(false)).End(time.GetUtcNow());
    }

    private async ValueTask<LogHead?> GetRetainedAsync(CancellationToken cancellationToken)
    {
        if (!_retained.IsKnown && options.GetRetainedAsync is { } get)
            _retained = (await get(cancellationToken).ConfigureAwait(false), true);
        return _retained.Head;
    }

    private async ValueTask<VerificationState> TellOfLogAsync(LogReport? log, VerificationState state, CancellationToken cancellationToken)
    {
        if (log is null or { Ok: true } || !state.IsLogSound)
            return state;
        await telling.TellOfLogAsync(log, cancellationToken).ConfigureAwait(false);
        return state with { IsLogSound = false, HasFindings = true };
    }
}
