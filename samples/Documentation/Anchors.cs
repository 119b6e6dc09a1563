using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;

namespace Documentation;

internal static class Anchors
{
    internal static bool Sign()
    {
        using NoteSigningKey key = NoteSigningKey.Generate("example.com/governance");
        SignedNote note = SignedNote.Sign(new Checkpoint("example.com/governance", 0, MerkleTree.EmptyRoot).ToString(), key);

        bool holds = note.Verify(key.VerifierKey).Holds;
        return holds;
    }
}
