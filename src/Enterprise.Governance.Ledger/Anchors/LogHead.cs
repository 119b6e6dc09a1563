namespace Enterprise.Governance.Ledger;

/// <summary>Size and root of a log at one moment, as a checkpoint states them.</summary>
/// <param name="Size">The number of leaves.</param>
/// <param name="Root">The root of the tree of them.</param>
public sealed record LogHead(long Size, MerkleHash Root);
