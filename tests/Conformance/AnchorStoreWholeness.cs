using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

/// <summary>Computes a log anew from its leaves and compares everything else with it.</summary>
internal static class AnchorStoreWholeness
{
    /// <summary>Requires that nodes, states of runs, size and largest checkpoint are those of the leaves; returns the root at every size.</summary>
    internal static async Task<List<MerkleHash>> RequireAsync(IAnchorStore store)
    {
        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        CompactRange log = new();
        Dictionary<MerkleNode, MerkleHash> nodes = [];
        Dictionary<string, IndexedAnchorLeaf> last = new(StringComparer.Ordinal);
        List<MerkleHash> roots = [MerkleTree.EmptyRoot];
        await foreach (IndexedAnchorLeaf leaf in snapshot.ReadLeavesAsync(0, default))
        {
            leaf.Index.Should().Be(log.Size, "leaves have no gap");
            log.Append(leaf.Leaf.GetHash(), nodes.Add);
            roots.Add(log.GetRoot());
            last[leaf.Leaf.RunId] = leaf;
        }

        (await snapshot.ReadSizeAsync(default)).Should().Be(log.Size);
        StoredCheckpoint? checkpoint = await snapshot.ReadCheckpointAsync(null, default);
        (checkpoint?.Size ?? 0, checkpoint?.Root ?? MerkleTree.EmptyRoot).Should().Be((log.Size, log.GetRoot()));
        foreach (MerkleNode[] some in nodes.Keys.Chunk(500))
            (await snapshot.ReadNodesAsync(some, default)).Should().HaveCount(some.Length).And.OnlyContain(pair => nodes[pair.Key] == pair.Value);
        (await snapshot.ReadRunIdsAsync(default).ToListAsync()).Should().Equal(last.Keys.Order(StringComparer.Ordinal));
        foreach ((string runId, IndexedAnchorLeaf leaf) in last)
        {
            AnchoredRun run = (await snapshot.ReadRunAsync(runId, default))!;
            (run.RunId, run.Seq, run.Hash, run.LeafIndex, run.IsArchived).Should().Be((runId, leaf.Leaf.Seq, leaf.Leaf.Hash, leaf.Index, leaf.Leaf.BundleSha256 is not null));
            CompactRange.Restore(run.Seq, run.ContentRange.Span).GetRoot().Should().Be(leaf.Leaf.ContentRoot);
        }

        return roots;
    }
}
