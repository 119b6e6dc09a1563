using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Ledger.Watching;

/// <summary>Tells observers and the log what a verification comes to. Thread-safe.</summary>
internal sealed class VerificationTelling(ImmutableArray<ILedgerVerificationObserver> observers, ILogger logger)
{
    // Written by verifications and by who reads how another process's stands.
    private volatile bool _hasFindings;

    internal bool HasFindings
    {
        get => _hasFindings;
        set => _hasFindings = value;
    }

    internal async ValueTask TellAsync(VerifyReport report, CancellationToken cancellationToken)
    {
        if (!report.Ok)
        {
            _hasFindings = true;
            logger.RunNotSound(report.RunId, report.Status, report.FindingCount, string.Join(", ", report.Findings.Select(static finding => finding.Kind).Distinct()));
        }

        foreach (ILedgerVerificationObserver observer in observers)
        {
            await ContainAsync(observer, observer.OnVerifiedAsync, report, cancellationToken).ConfigureAwait(false);
            if (!report.Ok)
                await ContainAsync(observer, observer.OnFindingAsync, report, cancellationToken).ConfigureAwait(false);
        }
    }

    internal async ValueTask TellOfLogAsync(LogReport log, CancellationToken cancellationToken)
    {
        _hasFindings = true;
        logger.LogNotSound(log.Finding!.Value);
        foreach (ILedgerVerificationObserver observer in observers)
            await ContainAsync(observer, observer.OnLogFindingAsync, log, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ContainAsync<T>(ILedgerVerificationObserver observer, Func<T, CancellationToken, ValueTask> tell, T report, CancellationToken cancellationToken)
    {
        try
        {
            await tell(report, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.ObserverFailed(e, observer.GetType().Name);
        }
    }
}
