using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>The events of a bundle, checked as they go by: place, run, canonical form, and with the audit keys the chain.</summary>
internal sealed class EventCheck(string runId, AuditKeyRing? auditKeys, PersonalFile? personal, EvidenceFindings findings) : IDisposable
{
    private static readonly CanonicalJsonOptions s_eventJson = new() { MaxDepth = BundleFormat.MaxEventDepth };

    private readonly CompactRange _content = new();
    private readonly StoredEventHasher _hasher = new();

    /// <summary>Gets how many events came.</summary>
    internal long Count => _content.Size;

    /// <summary>Gets to how many personal values they commit.</summary>
    internal long Commitments { get; private set; }

    /// <summary>Gets the hash that came last; empty before the first.</summary>
    internal string LastHash { get; private set; } = "";

    /// <summary>Gets the root over their texts.</summary>
    internal MerkleHash ContentRoot => _content.GetRoot();

    internal CitedPolicySets Cited { get; } = new();

    internal async ValueTask AddAsync(BundleLine.Event next, long line, CancellationToken cancellationToken)
    {
        _content.Append(MerkleTree.HashLeaf(next.Canonical.Span));
        StoredEvent? row = StoredEvent.FromCanonical(next.Canonical, LastHash, next.Hash);
        LastHash = next.Hash;
        if (next.Seq != Count || (row is not null && row.Seq != Count))
            findings.Add(line, EvidenceFindingKind.SeqMismatch);
        if (!CanonicalJson.IsCanonical(next.Canonical.Span, s_eventJson))
            findings.Add(line, EvidenceFindingKind.NotCanonical);
        if (row is null)
        {
            findings.Add(line, EvidenceFindingKind.EnvelopeMismatch);
            return;
        }

        if (row.RunId != runId)
            findings.Add(line, EvidenceFindingKind.WrongRun);
        CheckHash(row, line);
        Cited.Add(row);
        if (Cited.Versions.Count > BundleFormat.MaxPolicySets)
            throw new MalformedBundleException($"the events name more than {BundleFormat.MaxPolicySets} policy sets");
        IReadOnlyDictionary<string, string> commitments = row.GetCommitments();
        Commitments += commitments.Count;
        if (personal is not null)
            await personal.CheckAsync(row.Seq, commitments, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _hasher.Dispose();

    private void CheckHash(StoredEvent row, long line)
    {
        if (auditKeys is null)
            return;
        if (!auditKeys.TryGet(row.Kid, out AuditKey? key))
            findings.Add(line, EvidenceFindingKind.UnknownKey);
        else if (!_hasher.IsHashedBy(row, key))
            findings.Add(line, EvidenceFindingKind.HashMismatch);
    }
}
