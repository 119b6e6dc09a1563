using System.Numerics;

namespace Enterprise.Governance.Ledger;

/// <summary>What has to be kept of a tree to go on appending to it: the hashes of its perfect subtrees, at most 63. Not thread-safe.</summary>
public sealed class CompactRange
{
    // From the largest subtree to the smallest: one for each bit of the size.
    private readonly List<MerkleHash> _hashes = [];

    /// <summary>Gets the number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Gets the hashes of the perfect subtrees, from left to right.</summary>
    public IReadOnlyList<MerkleHash> Hashes => _hashes;

    /// <summary>Goes on where a range stood.</summary>
    /// <param name="size">Its number of leaves.</param>
    /// <param name="hashes">Its hashes, one after the other: 32 bytes for each bit that is set in <paramref name="size"/>.</param>
    /// <returns>The range.</returns>
    /// <exception cref="ArgumentException">The number of hashes does not fit the size.</exception>
    public static CompactRange Restore(long size, ReadOnlySpan<byte> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (hashes.Length != BitOperations.PopCount((ulong)size) * MerkleHash.Length)
            throw new ArgumentException($"a range of {size} leaves has {BitOperations.PopCount((ulong)size)} hashes of {MerkleHash.Length} bytes", nameof(hashes));
        CompactRange range = new() { Size = size };
        for (; !hashes.IsEmpty; hashes = hashes[MerkleHash.Length..])
            range._hashes.Add(new MerkleHash(hashes[..MerkleHash.Length]));
        return range;
    }

    /// <summary>Appends a leaf.</summary>
    /// <param name="leaf">Its hash.</param>
    /// <param name="completed">Called with each perfect subtree that the leaf completes, the leaf itself first; or <see langword="null"/>.</param>
    public void Append(MerkleHash leaf, Action<MerkleNode, MerkleHash>? completed = null)
    {
        completed?.Invoke(new MerkleNode(0, Size), leaf);
        MerkleHash hash = leaf;
        int level = 0;
        for (long rest = Size; (rest & 1) == 1; rest >>= 1)
        {
            hash = MerkleTree.HashNode(_hashes[^1], hash);
            _hashes.RemoveAt(_hashes.Count - 1);
            level++;
            completed?.Invoke(new MerkleNode(level, rest >> 1), hash);
        }

        _hashes.Add(hash);
        Size++;
    }

    /// <summary>Returns the root of the tree.</summary>
    /// <returns>As RFC 6962 section 2.1 computes it of all leaves.</returns>
    public MerkleHash GetRoot() => Fold(_hashes);

    /// <summary>Returns the hashes one after the other, as <see cref="Restore"/> takes them.</summary>
    /// <returns>32 bytes for each bit that is set in <see cref="Size"/>.</returns>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[_hashes.Count * MerkleHash.Length];
        Span<byte> rest = bytes;
        foreach (MerkleHash hash in _hashes)
        {
            ((ReadOnlySpan<byte>)hash).CopyTo(rest);
            rest = rest[MerkleHash.Length..];
        }

        return bytes;
    }

    /// <summary>Joins perfect subtrees, from left to right and each smaller than the one before, into their root.</summary>
    internal static MerkleHash Fold(IReadOnlyList<MerkleHash> hashes)
    {
        if (hashes.Count == 0)
            return MerkleTree.EmptyRoot;
        MerkleHash root = hashes[^1];
        for (int i = hashes.Count - 2; i >= 0; i--)
            root = MerkleTree.HashNode(hashes[i], root);
        return root;
    }
}
