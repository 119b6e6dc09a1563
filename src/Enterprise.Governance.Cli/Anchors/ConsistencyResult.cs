using System.Collections.Immutable;
using System.Globalization;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Anchors;

/// <summary>Whether one checkpoint's log begins with another's.</summary>
/// <param name="Proof">The proof; empty if there is none, or none is needed.</param>
/// <param name="Finding"><c>log_fork</c>, <c>log_rollback</c>, or <see langword="null"/> if nothing is wrong.</param>
/// <param name="Problem">What is wrong, for people.</param>
internal sealed record ConsistencyResult(ImmutableArray<MerkleHash> Proof, string? Finding = null, string? Problem = null)
{
    internal bool IsConsistent => Finding is null;

    /// <summary>Makes the proof of the database's nodes and checks it against the two roots.</summary>
    internal static async Task<ConsistencyResult> FindAsync(IAnchorStore anchors, Checkpoint before, Checkpoint after, CancellationToken cancellationToken)
    {
        if (before.Size == after.Size)
            return before.Root == after.Root ? new ConsistencyResult([]) : Fork("the two checkpoints have the same size and two roots");
        MerkleProofBuilder plan = MerkleProofBuilder.Consistency(before.Size, after.Size);
        MerkleNode[] nodes = [.. plan.Nodes];
        await using IAnchorSnapshot snapshot = await anchors.OpenSnapshotAsync(cancellationToken);
        long size = await snapshot.ReadSizeAsync(cancellationToken);
        if (size < after.Size)
            return new ConsistencyResult([], "log_rollback", string.Create(CultureInfo.InvariantCulture, $"the database's log has {size} leaves, fewer than the newer checkpoint says: it was set back, or is another one"));
        IReadOnlyDictionary<MerkleNode, MerkleHash> hashes = await snapshot.ReadNodesAsync(nodes, cancellationToken);
        if (!nodes.All(hashes.ContainsKey))
            return Fork("the database's log lacks nodes that it must have");
        ImmutableArray<MerkleHash> proof = plan.Build(hashes);
        return MerkleProof.VerifyConsistency(before.Size, after.Size, before.Root, after.Root, proof.AsSpan())
            ? new ConsistencyResult(proof)
            : Fork(string.Create(CultureInfo.InvariantCulture, $"the database's log does not show that the log of {after.Size} leaves begins with that of {before.Size}: a checkpoint, or the database, is of another log"));
    }

    private static ConsistencyResult Fork(string problem) => new([], "log_fork", problem);
}
