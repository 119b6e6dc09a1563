using System.Diagnostics.Metrics;
using Enterprise.Governance.Ledger.Watching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterprise.Governance.Ledger;

/// <summary>Verifies all chains at a pace that disturbs nobody, tells of what it finds, and remembers how it stands. Thread-safe; one verification at a time.</summary>
public sealed partial class LedgerVerification
{
    // A view keeps the database from cleaning up behind it, so that none lives long: what comes is verified as of later.
    private static readonly TimeSpan ViewLifetime = TimeSpan.FromMinutes(1);

    private readonly ILedger _ledger;
    private readonly LedgerVerificationOptions _options;
    private readonly VerificationTelling _telling;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Histogram<double> _duration;
    private readonly DateTimeOffset _created;

    // Replaced as a whole, by verifications and by who reads how another process's stands.
    private volatile VerificationState _state = VerificationState.None;

    /// <summary>Creates it; nothing is verified yet.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="options">The pace.</param>
    /// <param name="observers">Who is told.</param>
    /// <param name="timeProvider">The clock; the system's if absent.</param>
    /// <param name="logger">Where to log; nowhere if absent.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="LedgerDiagnostics"/>.</param>
    /// <param name="store">Where the schedule is kept that the processes of a database share; each has one of its own if absent.</param>
    /// <param name="keys">What seals that: needed with <paramref name="store"/>.</param>
    public LedgerVerification(
        ILedger ledger, LedgerVerificationOptions? options = null, IEnumerable<ILedgerVerificationObserver>? observers = null, TimeProvider? timeProvider = null, ILogger<LedgerVerification>? logger = null, IMeterFactory? meterFactory = null,
        ILedgerVerificationStore? store = null, IAuditKeyProvider? keys = null)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (store is not null)
            ArgumentNullException.ThrowIfNull(keys);
        _ledger = ledger;
        _options = options ?? new LedgerVerificationOptions();
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<LedgerVerification>.Instance;
        _telling = new VerificationTelling([.. observers ?? []], _logger);
        _created = _time.GetUtcNow();
        (_store, _keys) = (store, keys);
        Meter meter = meterFactory?.Create(LedgerDiagnostics.MeterName) ?? new Meter(LedgerDiagnostics.MeterName);
        _duration = meter.CreateHistogram<double>(LedgerDiagnostics.VerificationDuration, "s");
        meter.CreateObservableGauge(LedgerDiagnostics.VerificationCompleted, () => CompletedAt is { } at ? [new Measurement<long>(at.ToUnixTimeSeconds())] : Array.Empty<Measurement<long>>(), "s");
    }

    /// <summary>Gets when the last complete verification ended that this process knows of, or <see langword="null"/> before the first.</summary>
    public DateTimeOffset? CompletedAt => _state.CompletedAt;

    /// <summary>Gets whether something was found and no complete verification since then has found nothing.</summary>
    public bool HasFindings => _telling.HasFindings;

    /// <summary>Gets whether the last complete verification, or the beginning of this process, is longer ago than two intervals.</summary>
    public bool IsOverdue => _time.GetUtcNow() - (CompletedAt ?? _created) > 2 * _options.Interval;

    /// <summary>Verifies every run now, whoever else is at it. The schedule goes on as it was.</summary>
    /// <param name="cancellationToken">Ends it; what was found until then has been told.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="GovernanceException">The store fails.</exception>
    public async ValueTask<LedgerVerificationResult> RunAsync(CancellationToken cancellationToken = default)
    {
        VerificationRound round = NewRound();
        VerificationState state = _state.Begin(_time.GetUtcNow());
        while (state.IsUnderWay)
        {
            state = await GoOnAsync(round, state, ViewLifetime, cancellationToken).ConfigureAwait(false);
            await Task.Delay(round.Ahead, _time, cancellationToken).ConfigureAwait(false);
        }

        Adopt(state);
        return state.Result;
    }

    private VerificationRound NewRound() => new(_ledger, _options, _telling, _time);

    private async ValueTask<VerificationState> GoOnAsync(VerificationRound round, VerificationState state, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        DateTimeOffset began = state.BeganAt!.Value;
        string outcome = "failed";
        try
        {
            state = await round.GoOnAsync(state, lifetime, cancellationToken).ConfigureAwait(false);
            outcome = state.Result.Ok ? "sound" : "findings";
        }
        finally
        {
            if (!state.IsUnderWay || outcome == "failed")
                _duration.Record((_time.GetUtcNow() - began).TotalSeconds, new KeyValuePair<string, object?>(LedgerDiagnostics.OutcomeTag, outcome));
        }

        if (!state.IsUnderWay)
            _logger.VerificationEnded(state.Runs, state.Events, state.BadRuns);
        return state;
    }

    private void Adopt(VerificationState state)
    {
        _state = state;
        _telling.HasFindings = state.HasFindings;
    }
}
