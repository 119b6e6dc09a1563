using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Enterprise.Governance.Anchoring.Archives;
using Enterprise.Governance.Anchoring.Bundles;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Anchoring;

/// <summary>
/// Archives runs: each becomes an evidence bundle, which is on disk, read back and verified before the run's events leave the database, in the transaction that puts a tombstone in the log. Verification says
/// <c>archived</c> from then on. Thread-safe: one run at a time is read; any number of processes may do it, and none does twice what another has done.
/// </summary>
public sealed class RunArchiver : IDisposable
{
    private const int Page = 1_000;

    private readonly IAnchorStore _store;
    private readonly IAuditKeyProvider _keys;
    private readonly NoteSigningKey _key;
    private readonly ImmutableArray<NoteVerifierKey> _knownKeys;
    private readonly EvidenceBundler _bundler;
    private readonly TombstoneWriter _tombstones;
    private readonly ArchivingMetrics _metrics;
    private readonly ILogger _logger;

    // Callers of one archiver share its lease, so that it would not keep them apart.
    private readonly SemaphoreSlim _oneRun = new(1, 1);

    /// <summary>Creates an archiver.</summary>
    /// <param name="store">Where chains and log are; on PostgreSQL as the archivist's role.</param>
    /// <param name="keys">The audit keys, asked for with every run; a ring is a provider of itself.</param>
    /// <param name="options">Signing key, former keys and lease, as those of the anchorer; copied. The sinks are the anchorer's: it publishes what is made here.</param>
    /// <param name="readPolicySet">Reads the document of a policy set by its version; without it, bundles have none.</param>
    /// <param name="timeProvider">The clock; the system's if absent.</param>
    /// <param name="logger">Where to log; nowhere if absent.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="AnchoringDiagnostics"/>.</param>
    /// <exception cref="OptionsValidationException">The options are not valid; the exception lists every problem.</exception>
    public RunArchiver(
        IAnchorStore store, IAuditKeyProvider keys, AnchoringOptions options, Func<string, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? readPolicySet = null,
        TimeProvider? timeProvider = null, ILogger<RunArchiver>? logger = null, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(options);
        (_store, _keys) = (store, keys);
        (_key, _knownKeys) = options.ReadKeys();
        _bundler = new EvidenceBundler(store, keys, _knownKeys, readPolicySet);
        timeProvider ??= TimeProvider.System;
        _tombstones = new TombstoneWriter(store, _key, _knownKeys, options.LeaseLifetime, timeProvider);
        _metrics = new ArchivingMetrics(meterFactory, timeProvider);
        _logger = logger ?? NullLogger<RunArchiver>.Instance;
    }

    /// <summary>Archives runs that are old enough, covered by the log and at rest, one by one in ordinal order of their ids.</summary>
    /// <param name="request">Which runs, and where to.</param>
    /// <param name="cancellationToken">Stops between two runs, or before the one at hand leaves.</param>
    /// <returns>What came of each run, as it comes; of those that are too young, open or not covered nothing is said unless one is named.</returns>
    /// <exception cref="ArgumentException">A value of the request cannot be used.</exception>
    /// <exception cref="GovernanceException">The store fails, another process anchors for longer than a lease lives (<c>anchoring_busy</c>, transient), or the log is not the one that its last checkpoint says (<c>log_fork</c>).</exception>
    /// <exception cref="IOException">A file cannot be written, or what was read back of it is not what was written: nothing of the run has left then.</exception>
    public IAsyncEnumerable<ArchiveResult> ArchiveAsync(ArchiveRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Require();
        return request.RunId is null ? ArchiveAllAsync(request, cancellationToken) : ArchiveOneAsync(request, request.RunId, cancellationToken);
    }

    /// <summary>Erases the signing key from memory.</summary>
    public void Dispose()
    {
        _key.Dispose();
        _oneRun.Dispose();
    }

    private async IAsyncEnumerable<ArchiveResult> ArchiveOneAsync(ArchiveRequest request, string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return (await TryAsync(runId, request, cancellationToken).ConfigureAwait(false)).Result;
    }

    private async IAsyncEnumerable<ArchiveResult> ArchiveAllAsync(ArchiveRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int read = 0;
        string? after = request.AfterRun;
        do
        {
            // Read in pages: the view must not stay open while runs leave, or the database could not free what they leave behind.
            IReadOnlyList<string> runIds = await FindAsync(request.Before, after, cancellationToken).ConfigureAwait(false);
            foreach (string runId in runIds)
            {
                (ArchiveResult result, bool isRead) = await TryAsync(runId, request, cancellationToken).ConfigureAwait(false);
                yield return result;
                if (isRead && ++read == request.Limit)
                    yield break;
            }

            after = runIds.Count == Page ? runIds[^1] : null;
        }
        while (after is not null);
    }

    private async ValueTask<IReadOnlyList<string>> FindAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken)
    {
        IAnchorSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
            return await snapshot.ReadArchivableAsync(before, after, cancellationToken).Take(Page).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>What came of the run, and whether its events were read for that.</returns>
    private async ValueTask<(ArchiveResult Result, bool IsRead)> TryAsync(string runId, ArchiveRequest request, CancellationToken cancellationToken)
    {
        await _oneRun.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long begun = _metrics.Begin();
            (ArchiveResult Result, bool IsRead) tried = await ReadAsync(runId, request, cancellationToken).ConfigureAwait(false);
            if (request.Directory is not null)
                Tell(tried.Result, begun);
            return tried;
        }
        finally
        {
            _oneRun.Release();
        }
    }

    private void Tell(ArchiveResult result, long begun)
    {
        _metrics.Ended(result, begun);
        if (result.Outcome == ArchiveOutcome.Archived)
            _logger.RunArchived(result.RunId, result.Events, result.BundleSha256!);
        else if (result.Code == "run_tampered")
            _logger.RunNotArchived(result.RunId);
        else
            _logger.RunStays(result.RunId, result.Code!);
    }

    /// <summary>Looks for obstacles and reads the run in one view: what was true of the run is true of its bundle. The transaction in which it leaves looks whether it still is.</summary>
    private async ValueTask<(ArchiveResult Result, bool IsRead)> ReadAsync(string runId, ArchiveRequest request, CancellationToken cancellationToken)
    {
        IAnchorSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            if (await ArchiveObstacles.FindAsync(snapshot, runId, request, cancellationToken).ConfigureAwait(false) is { } obstacle)
                return (obstacle, false);
            try
            {
                PreparedBundle bundle = await _bundler.PrepareAsync(snapshot, runId, cancellationToken).ConfigureAwait(false);
                return (await ArchiveAsync(bundle, request, cancellationToken).ConfigureAwait(false), true);
            }
            catch (EvidenceException e)
            {
                return (ArchiveObstacles.Skipped(runId, e.Code, e.Message), true);
            }
        }
    }

    private async ValueTask<ArchiveResult> ArchiveAsync(PreparedBundle bundle, ArchiveRequest request, CancellationToken cancellationToken)
    {
        if (request.Directory is not { } directory)
        {
            EvidenceSummary planned = await bundle.WriteAsync(Stream.Null, Stream.Null, cancellationToken).ConfigureAwait(false);
            return new ArchiveResult(bundle.RunId, ArchiveOutcome.Archivable, bundle.Events, planned.Bytes, planned.PersonalValues) { BundleSha256 = planned.Sha256 };
        }

        using ArchiveFiles files = new(directory);
        EvidenceSummary written = await files.WriteAsync(bundle, cancellationToken).ConfigureAwait(false);
        if (!await files.HoldAsync(written, _knownKeys, await _keys.GetKeysAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
            throw new IOException($"the bundle of run `{bundle.RunId}` does not hold when it is read back from the disk; the run stays in the database");
        ArchiveStatus status = await _tombstones.WriteAsync(bundle.Leaf, written, files, cancellationToken).ConfigureAwait(false);
        if (status == ArchiveStatus.RunOpen)
            return ArchiveObstacles.Open(bundle.RunId);
        if (status != ArchiveStatus.Archived)
            return ArchiveObstacles.Skipped(bundle.RunId, "run_moved", $"run `{bundle.RunId}` has changed while its bundle was made");
        return new ArchiveResult(bundle.RunId, ArchiveOutcome.Archived, bundle.Events, written.Bytes, written.PersonalValues)
        {
            File = files.BundleOf(written),
            PersonalFile = written.PersonalValues > 0 ? files.PersonalOf(written) : null,
            BundleSha256 = written.Sha256,
        };
    }
}
