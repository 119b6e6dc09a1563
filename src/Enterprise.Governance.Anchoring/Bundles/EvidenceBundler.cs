using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Anchoring.Bundles;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring;

/// <summary>Makes evidence bundles of anchored runs. A run is verified before, canonical form included, and its leaf is proved in a checkpoint that a known key has signed. Thread-safe.</summary>
/// <param name="store">Where chains and log are.</param>
/// <param name="keys">The audit keys, asked for with every bundle; a ring is a provider of itself.</param>
/// <param name="verifierKeys">The public keys that sign checkpoints of the log, former ones too.</param>
/// <param name="readPolicySet">Reads the document of a policy set by its version; without it, bundles have none.</param>
public sealed class EvidenceBundler(
    IAnchorStore store, IAuditKeyProvider keys, IReadOnlyCollection<NoteVerifierKey> verifierKeys, Func<string, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? readPolicySet = null) : IEvidenceExporter
{
    private readonly IAnchorStore _store = store ?? throw new ArgumentNullException(nameof(store));
    private readonly IAuditKeyProvider _keys = keys ?? throw new ArgumentNullException(nameof(keys));
    private readonly ImmutableArray<NoteVerifierKey> _verifierKeys = [.. verifierKeys ?? throw new ArgumentNullException(nameof(verifierKeys))];

    /// <inheritdoc/>
    public async ValueTask<IEvidenceExport> OpenAsync(string runId, CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(runId);
        IAnchorSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await PrepareAsync(snapshot, runId, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await snapshot.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Verifies a run in a view that somebody has open; the bundle, once it is written or disposed, closes it.</summary>
    internal async ValueTask<PreparedBundle> PrepareAsync(IAnchorSnapshot snapshot, string runId, CancellationToken cancellationToken)
    {
        IndexedAnchorLeaf? leaf = await snapshot.ReadLeavesOfAsync(runId, cancellationToken).LastOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (leaf is null)
        {
            bool isKnown = await snapshot.Ledger.ReadHeadAsync(runId, cancellationToken).ConfigureAwait(false) is not null
                || await snapshot.Ledger.ReadSubjectAsync(runId, cancellationToken).ConfigureAwait(false) is not null;
            throw isKnown ? NotAnchored(runId) : new EvidenceException("run_unknown", $"there is no run `{runId}`");
        }

        if (leaf.Leaf.BundleSha256 is not null)
            throw await ArchivedAsync(snapshot, runId, cancellationToken).ConfigureAwait(false);
        StoredNote checkpoint = await ReadCheckpointAsync(snapshot, runId, leaf.Index, cancellationToken).ConfigureAwait(false);
        VerifyOptions options = new() { Strict = true, Retained = new LogHead(checkpoint.Checkpoint.Size, checkpoint.Checkpoint.Root) };
        VerifyReport? report = await VerifyAsync(snapshot, runId, options, cancellationToken).ConfigureAwait(false);
        if (report is not { Ok: true, Head: { } head } || report.AnchoredSeq != leaf.Leaf.Seq)
            throw NotSound(runId, report);

        // Verification has just proved the leaf under this very root, so every node is there.
        MerkleProofBuilder plan = MerkleProofBuilder.Inclusion(leaf.Index, checkpoint.Checkpoint.Size);
        ImmutableArray<MerkleHash> inclusion = plan.Build(await snapshot.ReadNodesAsync([.. plan.Nodes], cancellationToken).ConfigureAwait(false));
        return new PreparedBundle(snapshot, runId, leaf, inclusion, checkpoint, head.Seq - leaf.Leaf.Seq, readPolicySet);
    }

    private async ValueTask<VerifyReport?> VerifyAsync(IAnchorSnapshot snapshot, string runId, VerifyOptions options, CancellationToken cancellationToken) =>
        await new AnchorVerifier(await _keys.GetKeysAsync(cancellationToken).ConfigureAwait(false)).VerifyAsync(snapshot, runId, options, cancellationToken).ConfigureAwait(false);

    /// <summary>Says which bundle took the run's place, if its tombstone holds.</summary>
    private async ValueTask<EvidenceException> ArchivedAsync(IAnchorSnapshot snapshot, string runId, CancellationToken cancellationToken)
    {
        VerifyReport? report = await VerifyAsync(snapshot, runId, VerifyOptions.Default, cancellationToken).ConfigureAwait(false);
        return report is { Status: VerifyStatus.Archived }
            ? new EvidenceException("run_archived", $"run `{runId}` was archived: its events are in the bundle with the SHA-256 {report.BundleSha256}, which was made then", report)
            : NotSound(runId, report);
    }

    /// <summary>
    /// Chooses the smallest checkpoint that has the leaf: a run that has ended keeps its bundle, byte for byte, however the log grows, and the checkpoint bounds the time of its events most tightly. Where that one is signed by
    /// no known key, as after a change of keys, it is the largest.
    /// </summary>
    private async ValueTask<StoredNote> ReadCheckpointAsync(IAnchorSnapshot snapshot, string runId, long index, CancellationToken cancellationToken)
    {
        StoredCheckpoint smallest = await snapshot.ReadCheckpointOverAsync(index, cancellationToken).ConfigureAwait(false) ?? throw NotAnchored(runId);
        if (Read(smallest, index) is { } found)
            return found;
        StoredCheckpoint? largest = await snapshot.ReadCheckpointAsync(null, cancellationToken).ConfigureAwait(false);
        return (largest is null ? null : Read(largest, index))
            ?? throw new EvidenceException("checkpoint_not_signed", $"the checkpoints that have run `{runId}` are signed by none of the given verifier keys; give the public key of the log, `NAME+KEYID+BASE64`");
    }

    private StoredNote? Read(StoredCheckpoint stored, long index)
    {
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(stored.Note), out SignedNote? note, out _) || !Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint) || checkpoint.Size <= index)
            return null;
        NoteVerification verification = note.Verify(_verifierKeys);
        NoteVerifierKey? key = verification.Holds ? verification.Verified.FirstOrDefault(one => one.IsOfLog(checkpoint)) : null;
        return key is null ? null : new StoredNote(note, checkpoint, key);
    }

    private static EvidenceException NotAnchored(string runId) => new("run_not_anchored", $"run `{runId}` is in no checkpoint yet; a bundle needs one");

    private static EvidenceException NotSound(string runId, VerifyReport? report)
    {
        bool isUnknownKey = report?.Status == VerifyStatus.UnknownKey;
        string kinds = string.Join(", ", (report?.Findings ?? []).Select(static finding => JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Kind.ToString())).Distinct(StringComparer.Ordinal));
        return isUnknownKey
            ? new EvidenceException("audit_key_unknown", $"run `{runId}` cannot be verified: an audit key of its events is not in the ring", report)
            : new EvidenceException("run_tampered", $"run `{runId}` does not verify ({kinds}); there is no bundle of it", report);
    }
}
