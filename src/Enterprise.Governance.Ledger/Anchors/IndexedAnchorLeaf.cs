namespace Enterprise.Governance.Ledger;

/// <summary>A leaf and its position in the log.</summary>
/// <param name="Index">The position, from 0.</param>
/// <param name="Leaf">The leaf.</param>
public sealed record IndexedAnchorLeaf(long Index, AnchorLeaf Leaf);
