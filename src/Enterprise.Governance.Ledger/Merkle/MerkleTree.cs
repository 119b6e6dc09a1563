using System.Security.Cryptography;

namespace Enterprise.Governance.Ledger;

/// <summary>The hashes of RFC 6962 and RFC 9162: SHA-256, a leaf behind a byte 0, a node behind a byte 1.</summary>
public static class MerkleTree
{
    // Nearly all events are shorter: copied behind the prefix, they are hashed in one call.
    private const int Short = 1024;

    private const byte LeafPrefix = 0, NodePrefix = 1;

    // The state of a hash is used again: making one costs a third of hashing a node.
    [ThreadStatic]
    private static IncrementalHash? s_state;

    /// <summary>Gets the root of a tree without leaves: SHA-256 of nothing.</summary>
    public static MerkleHash EmptyRoot { get; } = new(SHA256.HashData([]));

    /// <summary>Returns the hash of a leaf.</summary>
    /// <param name="data">Its content.</param>
    /// <returns>SHA-256 of a byte 0 and the content.</returns>
    public static MerkleHash HashLeaf(ReadOnlySpan<byte> data)
    {
        if (data.Length >= Short)
            return Hash([LeafPrefix], data);
        Span<byte> input = stackalloc byte[Short];
        input[0] = LeafPrefix;
        data.CopyTo(input[1..]);
        return Hash(input[..(data.Length + 1)]);
    }

    /// <summary>Returns the hash of a node.</summary>
    /// <param name="left">The hash of the left child.</param>
    /// <param name="right">The hash of the right child.</param>
    /// <returns>SHA-256 of a byte 1 and the two.</returns>
    public static MerkleHash HashNode(in MerkleHash left, in MerkleHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * MerkleHash.Length)];
        input[0] = NodePrefix;
        ((ReadOnlySpan<byte>)left).CopyTo(input[1..]);
        ((ReadOnlySpan<byte>)right).CopyTo(input[(1 + MerkleHash.Length)..]);
        return Hash(input);
    }

    private static MerkleHash Hash(ReadOnlySpan<byte> input, ReadOnlySpan<byte> rest = default)
    {
        IncrementalHash state = s_state ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        state.AppendData(input);
        if (!rest.IsEmpty)
            state.AppendData(rest);
        MerkleHash hash = default;
        state.GetHashAndReset(hash);
        return hash;
    }
}
