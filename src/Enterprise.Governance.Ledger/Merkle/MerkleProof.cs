using System.Numerics;

namespace Enterprise.Governance.Ledger;

/// <summary>Verifies proofs of Merkle trees: RFC 6962 section 2.1, and the same for subtrees. Sizes and positions are not negative; anything else is no proof.</summary>
/// <remarks>A subtree <c>[start, end)</c> is one that the tree has: <c>start</c> is a multiple of the smallest power of two that is not smaller than its size.</remarks>
public static class MerkleProof
{
    /// <summary>Tells whether a leaf stands in a tree.</summary>
    /// <param name="index">The position of the leaf, from 0.</param>
    /// <param name="size">The number of leaves.</param>
    /// <param name="leaf">The hash of the leaf.</param>
    /// <param name="proof">The hashes on the way, from the leaf up.</param>
    /// <param name="root">The root of the tree.</param>
    /// <returns>Whether the proof holds.</returns>
    public static bool VerifyInclusion(long index, long size, MerkleHash leaf, ReadOnlySpan<MerkleHash> proof, MerkleHash root) =>
        index >= 0 && index < size && TryClimb(index, size, leaf, ref proof, out MerkleHash computed) && proof.IsEmpty && computed == root;

    /// <summary>Tells whether a tree begins with the leaves of an older one.</summary>
    /// <param name="oldSize">The number of leaves of the older tree.</param>
    /// <param name="newSize">The number of leaves of the newer tree.</param>
    /// <param name="oldRoot">The root of the older tree.</param>
    /// <param name="newRoot">The root of the newer tree.</param>
    /// <param name="proof">The hashes in the order of RFC 6962; none if the sizes are equal.</param>
    /// <returns>Whether the proof holds. Of an empty older tree nothing can be proved: it holds if that is its root and the proof has no hash.</returns>
    public static bool VerifyConsistency(long oldSize, long newSize, MerkleHash oldRoot, MerkleHash newRoot, ReadOnlySpan<MerkleHash> proof) =>
        (oldSize != newSize || oldRoot == newRoot) && VerifySubtreeConsistency(0, oldSize, newSize, oldRoot, newRoot, proof);

    /// <summary>Tells whether a leaf stands in a subtree.</summary>
    /// <param name="index">The position of the leaf in the tree, from 0.</param>
    /// <param name="start">The first leaf of the subtree.</param>
    /// <param name="end">The leaf behind its last.</param>
    /// <param name="leaf">The hash of the leaf.</param>
    /// <param name="proof">The hashes on the way, from the leaf up.</param>
    /// <param name="root">The root of the subtree.</param>
    /// <returns>Whether there is such a subtree and the proof holds.</returns>
    public static bool VerifySubtreeInclusion(long index, long start, long end, MerkleHash leaf, ReadOnlySpan<MerkleHash> proof, MerkleHash root) =>
        IsSubtree(start, end) && VerifyInclusion(index - start, end - start, leaf, proof, root);

    /// <summary>Tells whether a tree has a subtree.</summary>
    /// <param name="start">The first leaf of the subtree.</param>
    /// <param name="end">The leaf behind its last.</param>
    /// <param name="size">The number of leaves of the tree.</param>
    /// <param name="subtreeRoot">The root of the subtree.</param>
    /// <param name="root">The root of the tree.</param>
    /// <param name="proof">The hashes in the order of RFC 6962.</param>
    /// <returns>Whether there is such a subtree and the proof holds. Every tree has the subtree without leaves, whatever its own root.</returns>
    public static bool VerifySubtreeConsistency(long start, long end, long size, MerkleHash subtreeRoot, MerkleHash root, ReadOnlySpan<MerkleHash> proof)
    {
        if (start < 0 || end > size)
            return false;
        if (start == end)
            return proof.IsEmpty && subtreeRoot == MerkleTree.EmptyRoot;
        return IsSubtree(start, end)
            && TryJoin(start, end, size, subtreeRoot, ref proof, out MerkleHash part, out MerkleHash whole) && proof.IsEmpty && part == subtreeRoot && whole == root;
    }

    /// <summary>Returns the number of leaves left of the split of a tree: the largest power of two smaller than its size.</summary>
    internal static long Split(long size) => 1L << BitOperations.Log2((ulong)size - 1);

    private static bool IsSubtree(long start, long end) =>
        start >= 0 && start < end && BitOperations.RoundUpToPowerOf2((ulong)(end - start)) is var width && ((ulong)start & (width - 1)) == 0;

    /// <summary>Computes the root over a leaf. The hash that is used last stands last.</summary>
    private static bool TryClimb(long index, long size, MerkleHash leaf, ref ReadOnlySpan<MerkleHash> proof, out MerkleHash root)
    {
        root = leaf;
        if (size == 1)
            return true;
        if (proof.IsEmpty)
            return false;
        MerkleHash sibling = proof[^1];
        proof = proof[..^1];
        long split = Split(size);
        bool isLeft = index < split;
        if (!TryClimb(isLeft ? index : index - split, isLeft ? split : size - split, leaf, ref proof, out MerkleHash below))
            return false;
        root = isLeft ? MerkleTree.HashNode(below, sibling) : MerkleTree.HashNode(sibling, below);
        return true;
    }

    /// <summary>Computes the root of the subtree and that of the tree; where the subtree is a perfect part of the tree, its root is the one that is known.</summary>
    private static bool TryJoin(long start, long end, long size, MerkleHash? known, ref ReadOnlySpan<MerkleHash> proof, out MerkleHash part, out MerkleHash whole)
    {
        part = whole = known ?? default;
        bool isWhole = start == 0 && end == size;
        if (isWhole && known is not null)
            return true;
        if (proof.IsEmpty)
            return false;
        MerkleHash last = proof[^1];
        proof = proof[..^1];
        if (isWhole)
        {
            part = whole = last;
            return true;
        }

        long split = Split(size);
        if (end <= split)
        {
            if (!TryJoin(start, end, split, known, ref proof, out part, out MerkleHash left))
                return false;
            whole = MerkleTree.HashNode(left, last);
            return true;
        }

        if (start >= split)
        {
            if (!TryJoin(start - split, end - split, size - split, known, ref proof, out part, out MerkleHash right))
                return false;
            whole = MerkleTree.HashNode(last, right);
            return true;
        }

        // The subtree has all of the left, and a part of the right.
        if (!TryJoin(0, end - split, size - split, null, ref proof, out MerkleHash rightPart, out MerkleHash rightWhole))
            return false;
        part = MerkleTree.HashNode(last, rightPart);
        whole = MerkleTree.HashNode(last, rightWhole);
        return true;
    }
}
