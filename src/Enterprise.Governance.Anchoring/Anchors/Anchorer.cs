using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Anchoring;

/// <summary>
/// Appends to the log a leaf for every run that has changed, once its new events verify, signs a checkpoint over it and hands that to the sinks. One process at a time does the work; a run that does not verify is told of
/// and stops no other. Thread-safe.
/// </summary>
public sealed class Anchorer : IDisposable
{
    private const int MaxReports = 100;

    private readonly IAnchorStore _store;
    private readonly IAuditKeyProvider _keys;
    private readonly NoteSigningKey _key;
    private readonly ImmutableArray<NoteVerifierKey> _knownKeys;
    private readonly CheckpointPublisher _publisher;
    private readonly AnchoringMetrics _metrics;
    private readonly ILogger _logger;
    private readonly int _batchSize;
    private readonly TimeSpan _leaseLifetime;

    private readonly string _holder = LeaseHolder.Create();

    // The largest log that this process has seen or made; one round at a time writes it.
    private long _largestSize;

    /// <summary>Creates an anchorer.</summary>
    /// <param name="store">Where chains and log are.</param>
    /// <param name="keys">The audit keys, asked for with every round; a ring is a provider of itself.</param>
    /// <param name="options">Signing key, batches, lease and sinks; copied.</param>
    /// <param name="logger">Where to log; nowhere if absent.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="AnchoringDiagnostics"/>.</param>
    /// <exception cref="OptionsValidationException">The options are not valid; the exception lists every problem.</exception>
    public Anchorer(IAnchorStore store, IAuditKeyProvider keys, AnchoringOptions options, ILogger<Anchorer>? logger = null, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(options);
        (_key, _knownKeys) = options.ReadKeys();
        _store = store;
        _keys = keys;
        (_batchSize, _leaseLifetime) = (options.BatchSize, options.LeaseLifetime);
        _logger = logger ?? NullLogger<Anchorer>.Instance;
        _metrics = new AnchoringMetrics(meterFactory);
        _publisher = new CheckpointPublisher(store, [.. options.Sinks], _metrics, _logger);
    }

    /// <summary>Gets the public key that verifies the checkpoints.</summary>
    public NoteVerifierKey VerifierKey => _key.VerifierKey;

    /// <summary>Gets the public keys whose checkpoints are taken for those of the log: the own one and the former ones.</summary>
    internal ImmutableArray<NoteVerifierKey> KnownKeys => _knownKeys;

    /// <summary>Anchors every run that has changed, and publishes what is not published.</summary>
    /// <param name="cancellationToken">Stops after the batch that is being written.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="GovernanceException">The store fails, or the stored log is not the one that its last checkpoint says (<c>log_fork</c>): nothing is appended to it then.</exception>
    public async ValueTask<AnchoringRound> RunAsync(CancellationToken cancellationToken = default)
    {
        using Activity? activity = AnchoringMetrics.Source.StartActivity(AnchoringDiagnostics.RoundActivity);
        string outcome = "failed";
        try
        {
            if (!await _store.TryLeaseAsync(_holder, _leaseLifetime, cancellationToken).ConfigureAwait(false))
            {
                outcome = "busy";
                return new AnchoringRound(true, 0, 0, 0);
            }

            try
            {
                AnchoringRound round = await AnchorAsync(cancellationToken).ConfigureAwait(false);
                await _publisher.PublishAsync(cancellationToken).ConfigureAwait(false);
                outcome = round.IsBusy ? "busy" : round.Leaves > 0 ? "anchored" : "unchanged";
                return round;
            }
            finally
            {
                await _store.ReleaseAsync(_holder, CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _metrics.Ended(outcome);
            activity?.SetTag(AnchoringDiagnostics.OutcomeTag, outcome);
        }
    }

    /// <summary>Erases the signing key from memory.</summary>
    public void Dispose() => _key.Dispose();

    private async ValueTask<AnchoringRound> AnchorAsync(CancellationToken cancellationToken)
    {
        IAnchorSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            LogTail tail = await LogTail.ReadAsync(snapshot, _knownKeys, _largestSize, cancellationToken).ConfigureAwait(false);
            _largestSize = tail.Size;
            IReadOnlyList<AuditKeyRecord> records = await snapshot.Ledger.ReadKeysAsync(cancellationToken).ConfigureAwait(false);
            AnchorVerifier verifier = new(await _keys.GetKeysAsync(cancellationToken).ConfigureAwait(false));
            int leaves = 0, refusedCount = 0;
            long events = 0;
            List<VerifyReport> refused = [];
            await foreach (PendingRun run in snapshot.ReadPendingAsync(cancellationToken).ConfigureAwait(false))
            {
                AnchorStep step = await verifier.ExtendAsync(snapshot, records, run, cancellationToken).ConfigureAwait(false);
                if (step.Refused is { } report)
                {
                    refusedCount++;
                    if (refused.Count < MaxReports)
                        refused.Add(report);
                    _metrics.Refused();
                    _logger.RunRefused(run.RunId, report.Status, report.FindingCount);
                    continue;
                }

                tail.Append(step);
                if (tail.PendingLeaves == _batchSize && !await CommitAsync().ConfigureAwait(false))
                    return Round(isBusy: true);
            }

            bool isHeld = tail.PendingLeaves == 0 || await CommitAsync().ConfigureAwait(false);
            return Round(isBusy: !isHeld);

            async ValueTask<bool> CommitAsync()
            {
                (int count, long covered) = (tail.PendingLeaves, tail.PendingEvents);
                if (!await _store.TryLeaseAsync(_holder, _leaseLifetime, cancellationToken).ConfigureAwait(false)
                    || !await _store.AppendAsync(tail.Take(_holder, _key), cancellationToken).ConfigureAwait(false))
                {
                    _logger.LeaseLost();
                    return false;
                }

                _largestSize = tail.Size;
                leaves += count;
                events += covered;
                _metrics.Appended(count, covered);
                return true;
            }

            AnchoringRound Round(bool isBusy) => new(isBusy, leaves, events, tail.Size) { Refused = [.. refused], RefusedCount = refusedCount };
        }
    }
}
