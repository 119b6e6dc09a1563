using System.Collections.Immutable;
using System.Numerics;

namespace Enterprise.Governance.Ledger;

/// <summary>Makes proofs of a stored tree, of which the hashes of all perfect subtrees are kept: names those that a proof needs, and joins them.</summary>
public sealed class MerkleProofBuilder
{
    // Of each hash of the proof the leaves under it.
    private readonly List<(long Start, long End)> _ranges;

    private MerkleProofBuilder(List<(long Start, long End)> ranges) => _ranges = ranges;

    /// <summary>Gets the nodes that the proof is made of.</summary>
    public IEnumerable<MerkleNode> Nodes => _ranges.SelectMany(static range => NodesOf(range.Start, range.End));

    /// <summary>Plans a proof that a leaf stands in a tree.</summary>
    /// <param name="index">The position of the leaf, from 0.</param>
    /// <param name="size">The number of leaves.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public static MerkleProofBuilder Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        List<(long Start, long End)> ranges = [];
        long start = 0, end = size;
        while (end - start > 1)
        {
            long middle = start + MerkleProof.Split(end - start);
            bool isLeft = index < middle;
            ranges.Add(isLeft ? (middle, end) : (start, middle));
            (start, end) = isLeft ? (start, middle) : (middle, end);
        }

        ranges.Reverse();
        return new MerkleProofBuilder(ranges);
    }

    /// <summary>Plans a proof that a tree begins with the leaves of an older one.</summary>
    /// <param name="oldSize">The number of leaves of the older tree, from 0.</param>
    /// <param name="newSize">The number of leaves of the newer tree.</param>
    /// <returns>The plan; without nodes if the sizes are equal or the older tree is empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The older tree is the larger one.</exception>
    public static MerkleProofBuilder Consistency(long oldSize, long newSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        List<(long Start, long End)> ranges = [];
        if (oldSize == 0)
            return new MerkleProofBuilder(ranges);
        long start = 0, end = newSize;
        bool isKnown = true;
        while (end != oldSize)
        {
            long middle = start + MerkleProof.Split(end - start);
            bool isLeft = oldSize <= middle;
            ranges.Add(isLeft ? (middle, end) : (start, middle));
            isKnown &= isLeft;
            (start, end) = isLeft ? (start, middle) : (middle, end);
        }

        // The older root itself, unless it is a node of the newer tree's left edge.
        if (!isKnown)
            ranges.Add((start, end));
        ranges.Reverse();
        return new MerkleProofBuilder(ranges);
    }

    /// <summary>Returns the nodes that together have the leaves of a tree: those that its root is folded from.</summary>
    /// <param name="size">The number of leaves.</param>
    /// <returns>From left to right, each smaller than the one before.</returns>
    public static IReadOnlyList<MerkleNode> NodesOf(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return [.. NodesOf(0, size)];
    }

    /// <summary>Makes the proof.</summary>
    /// <param name="hashes">The hashes of <see cref="Nodes"/>.</param>
    /// <returns>The hashes in the order in which <see cref="MerkleProof"/> takes them.</returns>
    /// <exception cref="KeyNotFoundException">A node is missing.</exception>
    public ImmutableArray<MerkleHash> Build(IReadOnlyDictionary<MerkleNode, MerkleHash> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        return [.. _ranges.Select(range => CompactRange.Fold([.. NodesOf(range.Start, range.End).Select(node => hashes[node])]))];
    }

    /// <summary>Takes leaves that stand under one hash apart into perfect subtrees; <paramref name="start"/> is a multiple of the first one's size.</summary>
    private static IEnumerable<MerkleNode> NodesOf(long start, long end)
    {
        while (start < end)
        {
            int level = BitOperations.Log2((ulong)(end - start));
            yield return new MerkleNode(level, start >> level);
            start += 1L << level;
        }
    }
}
