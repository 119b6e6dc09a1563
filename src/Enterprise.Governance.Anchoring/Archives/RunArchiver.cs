using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Enterprise.Governance.Anchoring.Archives;
using Enterprise.Governance.Anchoring.Bundles;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Anchoring;

/// <summary>
/// Archives runs: each becomes an evidence bundle, which is on disk, read back and verified before the run's events leave the database, in the transaction that puts a tombstone in the log. Verification says
/// <c>archived</c> from then on. Not thread-safe; any number of processes may do it, and none does twice what another has done.
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

    /// <summary>Creates an archiver.</summary>
    /// <param name="store">Where chains and log are; on PostgreSQL as the archivist's role.</param>
    /// <param name="keys">The audit keys, asked for with every run; a ring is a provider of itself.</param>
    /// <param name="options">Signing key, former keys and lease, as those of the anchorer; copied. The sinks are the anchorer's: it publishes what is made here.</param>
    /// <param name="readPolicySet">Reads the document of a policy set by its version; without it, bundles have none.</param>
    /// <exception cref="OptionsValidationException">The options are not valid; the exception lists every problem.</exception>
    public RunArchiver(IAnchorStore store, IAuditKeyProvider keys, AnchoringOptions options, Func<string, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? readPolicySet = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(options);
        (_store, _keys) = (store, keys);
        (_key, _knownKeys) = options.ReadKeys();
        _bundler = new EvidenceBundler(store, keys, _knownKeys, readPolicySet);
        _tombstones = new TombstoneWriter(store, _key, _knownKeys, options.LeaseLifetime);
    }

    /// <summary>Archives runs that are old enough, covered by the log and at rest, one by one in ordinal order of their ids.</summary>
    /// <param name="request">Which runs, and where to.</param>
    /// <param name="cancellationToken">Stops between two runs, or before the one at hand leaves.</param>
    /// <returns>What came of each run, as it comes; of those that are too young, open or not covered nothing is said unless one is named.</returns>
    /// <exception cref="GovernanceException">The store fails, another process is anchoring (<c>anchoring_busy</c>, transient), or the log is not the one that its last checkpoint says (<c>log_fork</c>).</exception>
    /// <exception cref="IOException">A file cannot be written, or what was read back of it is not what was written: nothing of the run has left then.</exception>
    public async IAsyncEnumerable<ArchiveResult> ArchiveAsync(ArchiveRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1, nameof(request.Limit));
        if (request.RunId is { } one)
        {
            GovernanceIdentifier.Require(one, nameof(request.RunId));
            yield return await ArchiveAsync(one, request, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        int archived = 0;
        string? after = null;
        do
        {
            // Read in pages: the view must not stay open while runs leave, or the database could not free what they leave behind.
            IReadOnlyList<string> runIds = await FindAsync(request.Before, after, cancellationToken).ConfigureAwait(false);
            foreach (string runId in runIds)
            {
                ArchiveResult result = await ArchiveAsync(runId, request, cancellationToken).ConfigureAwait(false);
                yield return result;
                if (result.Outcome != ArchiveOutcome.Skipped && ++archived == request.Limit)
                    yield break;
            }

            after = runIds.Count == Page ? runIds[^1] : null;
        }
        while (after is not null);
    }

    /// <summary>Erases the signing key from memory.</summary>
    public void Dispose() => _key.Dispose();

    private async ValueTask<IReadOnlyList<string>> FindAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken)
    {
        IAnchorSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
            return await snapshot.ReadArchivableAsync(before, after, cancellationToken).Take(Page).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ArchiveResult> ArchiveAsync(string runId, ArchiveRequest request, CancellationToken cancellationToken)
    {
        if (await FindObstacleAsync(runId, request.Before, cancellationToken).ConfigureAwait(false) is { } obstacle)
            return obstacle;
        PreparedBundle bundle;
        try
        {
            bundle = await _bundler.PrepareAsync(runId, cancellationToken).ConfigureAwait(false);
        }
        catch (EvidenceException e)
        {
            return Skipped(runId, e.Code, e.Message);
        }

        await using (bundle.ConfigureAwait(false))
        {
            return bundle.Unanchored > 0
                ? Skipped(runId, "run_not_anchored", $"{bundle.Unanchored} events of run `{runId}` are in no checkpoint yet")
                : await ArchiveAsync(bundle, request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says what stands against it before the run is read as a whole; the transaction in which it leaves looks again.</summary>
    private async ValueTask<ArchiveResult?> FindObstacleAsync(string runId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        IAnchorSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            if (await snapshot.Ledger.ReadHeadAsync(runId, cancellationToken).ConfigureAwait(false) is not { } head)
                return null;
            StoredEvent? last = await snapshot.Ledger.ReadEventsAsync(runId, head.Seq, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);

            // Without a last event, or one that has no time, the run does not verify, which is what will be said.
            if (last is not null && DateTimeOffset.TryParse(last.Timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && time >= before)
                return Skipped(runId, "run_too_young", $"the last event of run `{runId}` is of {last.Timestamp}");
            return await snapshot.IsOpenAsync(runId, cancellationToken).ConfigureAwait(false) ? Open(runId) : null;
        }
    }

    private async ValueTask<ArchiveResult> ArchiveAsync(PreparedBundle bundle, ArchiveRequest request, CancellationToken cancellationToken)
    {
        if (request.Directory is not { } directory)
        {
            EvidenceSummary planned = await bundle.WriteAsync(Stream.Null, Stream.Null, cancellationToken).ConfigureAwait(false);
            return MustStay(bundle, planned, request) ?? new ArchiveResult(bundle.RunId, ArchiveOutcome.Archivable, bundle.Events, planned.Bytes, planned.PersonalValues) { BundleSha256 = planned.Sha256 };
        }

        using ArchiveFiles files = new(directory);
        EvidenceSummary written = await files.WriteAsync(bundle, cancellationToken).ConfigureAwait(false);
        if (MustStay(bundle, written, request) is { } stays)
            return stays;
        if (!await files.HoldAsync(written, _knownKeys, await _keys.GetKeysAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
            throw new IOException($"the bundle of run `{bundle.RunId}` does not hold when it is read back from the disk; the run stays in the database");
        ArchiveStatus status = await _tombstones.WriteAsync(bundle.Leaf, written, files, cancellationToken).ConfigureAwait(false);
        if (status == ArchiveStatus.RunOpen)
            return Open(bundle.RunId);
        if (status != ArchiveStatus.Archived)
            return Skipped(bundle.RunId, "run_moved", $"run `{bundle.RunId}` has changed while its bundle was made");
        return new ArchiveResult(bundle.RunId, ArchiveOutcome.Archived, bundle.Events, written.Bytes, written.PersonalValues)
        {
            File = files.BundleOf(written),
            PersonalFile = written.PersonalValues > 0 ? files.PersonalOf(written) : null,
            BundleSha256 = written.Sha256,
        };
    }

    private static ArchiveResult? MustStay(PreparedBundle bundle, EvidenceSummary summary, ArchiveRequest request) => summary.PersonalValues == 0 || request.IncludePersonalValues ? null : Skipped(
        bundle.RunId, "personal_values_stored", $"run `{bundle.RunId}` has personal values that are still stored ({summary.PersonalValues}): erase them, or have them written to a file of their own");

    private static ArchiveResult Open(string runId) => Skipped(runId, "run_open", $"run `{runId}` has not ended, or an approval, an action or a hold of it is open");

    private static ArchiveResult Skipped(string runId, string code, string reason) => new(runId, ArchiveOutcome.Skipped) { Code = code, Reason = reason };
}
