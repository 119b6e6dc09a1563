using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterprise.Governance.Ledger;

/// <summary>Verifies all chains at a pace that disturbs nobody, tells of what it finds, and remembers how it stands. Thread-safe; one verification at a time.</summary>
public sealed class LedgerVerification
{
    // A view keeps the database from cleaning up behind it, so that none lives long: what comes is verified as of later.
    private static readonly TimeSpan ViewLifetime = TimeSpan.FromMinutes(1);

    private readonly ILedger _ledger;
    private readonly LedgerVerificationOptions _options;
    private readonly ImmutableArray<ILedgerVerificationObserver> _observers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Histogram<double> _duration;
    private readonly DateTimeOffset _created;

    // Ticks of the end of the last complete verification, 0 before the first; written by it.
    private long _completedAt;

    // Whether anything was found since a complete verification without a finding; written by verifications.
    private volatile bool _hasFindings;

    /// <summary>Creates it; nothing is verified yet.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="options">The pace.</param>
    /// <param name="observers">Who is told of findings.</param>
    /// <param name="timeProvider">The clock; the system's if absent.</param>
    /// <param name="logger">Where to log; nowhere if absent.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="LedgerDiagnostics"/>.</param>
    public LedgerVerification(
        ILedger ledger, LedgerVerificationOptions? options = null, IEnumerable<ILedgerVerificationObserver>? observers = null, TimeProvider? timeProvider = null, ILogger<LedgerVerification>? logger = null, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        _ledger = ledger;
        _options = options ?? new LedgerVerificationOptions();
        _observers = [.. observers ?? []];
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<LedgerVerification>.Instance;
        _created = _time.GetUtcNow();
        Meter meter = meterFactory?.Create(LedgerDiagnostics.MeterName) ?? new Meter(LedgerDiagnostics.MeterName);
        _duration = meter.CreateHistogram<double>(LedgerDiagnostics.VerificationDuration, "s");
        meter.CreateObservableGauge(LedgerDiagnostics.VerificationCompleted, () => CompletedAt is { } at ? [new Measurement<long>(at.ToUnixTimeSeconds())] : Array.Empty<Measurement<long>>(), "s");
    }

    /// <summary>Gets when the last complete verification ended, or <see langword="null"/> before the first of this process.</summary>
    public DateTimeOffset? CompletedAt => Volatile.Read(ref _completedAt) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Gets whether something was found and no complete verification since then has found nothing.</summary>
    public bool HasFindings => _hasFindings;

    /// <summary>Gets whether the last complete verification, or the beginning of this process, is longer ago than two intervals.</summary>
    public bool IsOverdue => _time.GetUtcNow() - (CompletedAt ?? _created) > 2 * _options.Interval;

    /// <summary>Verifies every run.</summary>
    /// <param name="cancellationToken">Ends it; what was found until then has been told.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="GovernanceException">The store fails.</exception>
    public async ValueTask<LedgerVerificationResult> RunAsync(CancellationToken cancellationToken = default)
    {
        long began = _time.GetTimestamp();
        string outcome = "failed";
        try
        {
            LedgerVerificationResult result = await VerifyAsync(began, cancellationToken).ConfigureAwait(false);
            _hasFindings = !result.Ok;
            Volatile.Write(ref _completedAt, _time.GetUtcNow().UtcTicks);
            outcome = result.Ok ? "sound" : "findings";
            return result;
        }
        finally
        {
            _duration.Record(_time.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>(LedgerDiagnostics.OutcomeTag, outcome));
        }
    }

    private async ValueTask<LedgerVerificationResult> VerifyAsync(long began, CancellationToken cancellationToken)
    {
        LogHead? retained = _options.GetRetainedAsync is { } get ? await get(cancellationToken).ConfigureAwait(false) : null;
        LogReport? log = null;
        VerifyOptions options = new()
        {
            Strict = _options.Strict,
            Retained = retained,
            MaxDegreeOfParallelism = _options.MaxDegreeOfParallelism,
            LogVerified = report => log = report,
        };
        LedgerVerificationResult result = new(0, 0, 0, true);
        bool isWhole;
        do
        {
            isWhole = true;
            log = null;
            long opened = _time.GetTimestamp();
            await foreach (VerifyReport report in _ledger.VerifyAllAsync(options, cancellationToken).ConfigureAwait(false))
            {
                result = await TellOfLogAsync(log, result, cancellationToken).ConfigureAwait(false);
                result = result with { Runs = result.Runs + 1, Events = result.Events + report.Checked, BadRuns = result.BadRuns + (report.Ok ? 0 : 1) };
                if (!report.Ok)
                    await TellAsync(report, cancellationToken).ConfigureAwait(false);
                options = options with { AfterRun = report.RunId };
                await KeepPaceAsync(result, began, cancellationToken).ConfigureAwait(false);

                // What can be no id has no place in the order: nobody can go on behind it.
                if (_time.GetElapsedTime(opened) > ViewLifetime && GovernanceIdentifier.IsValid(report.RunId, out _))
                {
                    isWhole = false;
                    break;
                }
            }

            result = await TellOfLogAsync(log, result, cancellationToken).ConfigureAwait(false);
        }
        while (!isWhole);

        return result;
    }

    private async ValueTask KeepPaceAsync(LedgerVerificationResult result, long began, CancellationToken cancellationToken)
    {
        double seconds = Math.Max(
            _options.MaxRunsPerSecond > 0 ? (double)result.Runs / _options.MaxRunsPerSecond : 0,
            _options.MaxEventsPerSecond > 0 ? (double)result.Events / _options.MaxEventsPerSecond : 0);
        TimeSpan ahead = TimeSpan.FromSeconds(seconds) - _time.GetElapsedTime(began);
        if (ahead > TimeSpan.Zero)
            await Task.Delay(ahead, _time, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<LedgerVerificationResult> TellOfLogAsync(LogReport? log, LedgerVerificationResult result, CancellationToken cancellationToken)
    {
        if (log is null or { Ok: true } || !result.IsLogSound)
            return result;
        _hasFindings = true;
        _logger.LogNotSound(log.Finding!.Value);
        foreach (ILedgerVerificationObserver observer in _observers)
            await ContainAsync(observer, observer.OnLogFindingAsync, log, cancellationToken).ConfigureAwait(false);
        return result with { IsLogSound = false };
    }

    private async ValueTask TellAsync(VerifyReport report, CancellationToken cancellationToken)
    {
        _hasFindings = true;
        _logger.RunNotSound(report.RunId, report.Status, report.FindingCount, string.Join(", ", report.Findings.Select(static finding => finding.Kind).Distinct()));
        foreach (ILedgerVerificationObserver observer in _observers)
            await ContainAsync(observer, observer.OnFindingAsync, report, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ContainAsync<T>(ILedgerVerificationObserver observer, Func<T, CancellationToken, ValueTask> tell, T report, CancellationToken cancellationToken)
    {
        try
        {
            await tell(report, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.ObserverFailed(e, observer.GetType().Name);
        }
    }
}
