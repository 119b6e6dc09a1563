using System.Collections.Immutable;
using System.Numerics;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class AnchorStoreConformance
{
    [Fact]
    public async Task Proofs_FromTheStore_HoldForEverySizeThatWasCommitted()
    {
        const int Size = 1_000;
        IAnchorStore store = await NewStoreAsync();
        Random random = new(6962);
        for (int size = 0, batch; size < Size; size += batch)
        {
            batch = Math.Min(Size - size, random.Next(1, 60));
            await AppendAsync(store, [.. Enumerable.Range(size, batch).Select(static i => AnchorStoreLog.Leaf($"run-{i % 37}", 1 + (i / 37)))]);
        }

        List<MerkleHash> roots = await AnchorStoreWholeness.RequireAsync(store);
        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        await foreach (IndexedAnchorLeaf leaf in snapshot.ReadLeavesAsync(0, default))
        {
            ImmutableArray<MerkleHash> proof = await ProveAsync(snapshot, MerkleProofBuilder.Inclusion(leaf.Index, Size));
            MerkleProof.VerifyInclusion(leaf.Index, Size, leaf.Leaf.GetHash(), proof.AsSpan(), roots[Size]).Should().BeTrue();
            MerkleProof.VerifyInclusion(leaf.Index, Size, leaf.Leaf.GetHash(), proof.AsSpan(), roots[Size - 1]).Should().BeFalse();
        }

        await foreach (StoredCheckpoint checkpoint in snapshot.ReadUnpublishedAsync(default))
        {
            ImmutableArray<MerkleHash> proof = await ProveAsync(snapshot, MerkleProofBuilder.Consistency(checkpoint.Size, Size));
            MerkleProof.VerifyConsistency(checkpoint.Size, Size, checkpoint.Root, roots[Size], proof.AsSpan()).Should().BeTrue();
        }
    }

    private static async Task<ImmutableArray<MerkleHash>> ProveAsync(IAnchorSnapshot snapshot, MerkleProofBuilder builder)
    {
        MerkleNode[] nodes = [.. builder.Nodes];
        nodes.Length.Should().BeLessThanOrEqualTo(2 * (BitOperations.Log2(1_000) + 1), "a proof takes O(log n) nodes");
        return builder.Build(await snapshot.ReadNodesAsync(nodes, default));
    }
}
