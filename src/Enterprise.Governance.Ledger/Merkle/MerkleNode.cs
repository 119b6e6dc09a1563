namespace Enterprise.Governance.Ledger;

/// <summary>The place of a perfect subtree: of <c>2^Level</c> leaves, beginning at leaf <c>Index · 2^Level</c>.</summary>
/// <param name="Level">0 for leaves.</param>
/// <param name="Index">From the left, from 0.</param>
public readonly record struct MerkleNode(int Level, long Index);
