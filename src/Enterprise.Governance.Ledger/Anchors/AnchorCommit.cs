using System.Collections.Immutable;

namespace Enterprise.Governance.Ledger;

/// <summary>What one step of the anchorer appends, all of it or nothing.</summary>
public sealed record AnchorCommit
{
    /// <summary>Gets who holds the lease under which this is done.</summary>
    public required string Holder { get; init; }

    /// <summary>Gets the number of leaves that the log must have before.</summary>
    public required long ExpectedSize { get; init; }

    /// <summary>Gets the leaves, in their order.</summary>
    public required ImmutableArray<AnchorLeaf> Leaves { get; init; }

    /// <summary>Gets the perfect subtrees that the leaves complete, the leaves themselves included.</summary>
    public required ImmutableArray<KeyValuePair<MerkleNode, MerkleHash>> Nodes { get; init; }

    /// <summary>Gets where the log stands afterwards with each run that has a leaf among these; each run once.</summary>
    public required ImmutableArray<AnchoredRun> Runs { get; init; }

    /// <summary>Gets the signed note of the log afterwards.</summary>
    public required string Note { get; init; }

    /// <summary>Gets the root of the log afterwards.</summary>
    public required MerkleHash Root { get; init; }
}
