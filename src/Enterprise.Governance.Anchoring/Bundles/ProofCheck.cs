using System.Globalization;
using System.Text;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>Holds the events of a bundle against the leaf, the leaf against the checkpoint, and the checkpoint against the keys.</summary>
internal static class ProofCheck
{
    internal static EvidenceReport Check(
        BundleLine.Proof proof, EventCheck events, string runId, IReadOnlyCollection<NoteVerifierKey> trusted, long line, EvidenceFindings findings, EvidenceReport report)
    {
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(proof.Checkpoint), out SignedNote? note, out _) || !Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint))
            throw new MalformedBundleException("`checkpoint` is no signed checkpoint");
        if (!NoteVerifierKey.TryParse(proof.Key, out NoteVerifierKey? key))
            throw new MalformedBundleException("`key` is not `NAME+KEYID+BASE64`");
        if (proof.Seq != events.Count)
            findings.Add(line, EvidenceFindingKind.EventCountMismatch);
        if (proof.Hash != events.LastHash)
            findings.Add(line, EvidenceFindingKind.HashMismatch);
        if (proof.ContentRoot != events.ContentRoot)
            findings.Add(line, EvidenceFindingKind.ContentMismatch);
        MerkleHash leaf = new AnchorLeaf(runId, proof.Seq, proof.Hash, proof.ContentRoot).GetHash();
        if (!MerkleProof.VerifyInclusion(proof.Index, checkpoint.Size, leaf, proof.Inclusion.AsSpan(), checkpoint.Root))
            findings.Add(line, EvidenceFindingKind.InclusionMismatch);
        if (!key.IsOfLog(checkpoint))
            findings.Add(line, EvidenceFindingKind.CheckpointMismatch);
        NoteVerification verification = note.Verify(trusted);
        if (!verification.Refuted.IsEmpty || !note.Verify(key).Holds)
            findings.Add(line, EvidenceFindingKind.SignatureMismatch);
        if (!verification.Verified.Any(one => one.IsOfLog(checkpoint)))
            findings.Add(line, EvidenceFindingKind.UntrustedSignature);
        return report with
        {
            Origin = checkpoint.Origin,
            Size = checkpoint.Size,
            SignedBy = [.. verification.Verified.Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Name}+{one.KeyId:x8}"))],
        };
    }
}
