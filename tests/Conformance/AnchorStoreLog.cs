using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

/// <summary>Makes commits as the anchorer does: from what the store itself says of the log.</summary>
internal static class AnchorStoreLog
{
    /// <summary>Returns a leaf with a content of its own, as if the run had such an event.</summary>
    internal static AnchorLeaf Leaf(string runId, long seq = 1, string? bundle = null) =>
        new(runId, seq, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{runId} {seq}"))), RangeOf(runId, seq).GetRoot()) { BundleSha256 = bundle };

    /// <summary>Makes the commit that appends leaves to the log as it is now.</summary>
    internal static async Task<AnchorCommit> PlanAsync(IAnchorStore store, string holder, params AnchorLeaf[] leaves)
    {
        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        long size = await snapshot.ReadSizeAsync(default);
        IReadOnlyList<MerkleNode> edge = MerkleProofBuilder.NodesOf(size);
        IReadOnlyDictionary<MerkleNode, MerkleHash> hashes = await snapshot.ReadNodesAsync(edge.ToArray(), default);
        CompactRange log = CompactRange.Restore(size, edge.SelectMany(node => hashes[node].ToArray()).ToArray());
        ImmutableArray<KeyValuePair<MerkleNode, MerkleHash>>.Builder nodes = ImmutableArray.CreateBuilder<KeyValuePair<MerkleNode, MerkleHash>>();
        Dictionary<string, AnchoredRun> runs = [];
        foreach (AnchorLeaf leaf in leaves)
        {
            runs[leaf.RunId] = new AnchoredRun(leaf.RunId, leaf.Seq, leaf.Hash, RangeOf(leaf.RunId, leaf.Seq).ToArray(), log.Size, leaf.BundleSha256 is not null);
            log.Append(leaf.GetHash(), (node, hash) => nodes.Add(new(node, hash)));
        }

        return new AnchorCommit
        {
            Holder = holder, ExpectedSize = size, Leaves = [.. leaves], Nodes = nodes.ToImmutable(), Runs = [.. runs.Values], Root = log.GetRoot(), Note = $"log\n{log.Size}\n{log.GetRoot()}\n",
        };
    }

    private static CompactRange RangeOf(string runId, long seq)
    {
        CompactRange range = new();
        while (range.Size < seq)
            range.Append(MerkleTree.HashLeaf(Encoding.UTF8.GetBytes($"{runId} {range.Size}")));
        return range;
    }
}
