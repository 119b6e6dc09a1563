namespace Enterprise.Governance.Ledger;

/// <summary>A checkpoint as it is stored. Immutable.</summary>
/// <param name="Size">The number of leaves.</param>
/// <param name="Root">The root of the tree of them.</param>
/// <param name="Note">The signed note, with the lines of witnesses that were added since.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="PublishedAt">When every sink had it, or <see langword="null"/>.</param>
public sealed record StoredCheckpoint(long Size, MerkleHash Root, string Note, DateTimeOffset CreatedAt, DateTimeOffset? PublishedAt = null);
