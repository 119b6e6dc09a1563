using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Enterprise.Governance.Ledger;

/// <summary>A SHA-256 hash of a Merkle tree: of a leaf, a node or the root. Equal by content.</summary>
[InlineArray(Length)]
[SuppressMessage("Performance", "CA1815", Justification = "Equality is below; an inline array has no other members.")]
public struct MerkleHash : IEquatable<MerkleHash>
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private byte _first;

    /// <summary>Copies a hash.</summary>
    /// <param name="bytes">32 bytes.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public MerkleHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"a hash has {Length} bytes, not {bytes.Length}", nameof(bytes));
        bytes.CopyTo(this);
    }

    /// <summary>Tells whether two hashes are equal.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether all bytes are.</returns>
    public static bool operator ==(MerkleHash left, MerkleHash right) => left.Equals(right);

    /// <summary>Tells whether two hashes differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether any byte does.</returns>
    public static bool operator !=(MerkleHash left, MerkleHash right) => !left.Equals(right);

    /// <summary>Reads a hash in hexadecimal.</summary>
    /// <param name="hex">64 digits.</param>
    /// <param name="hash">The hash.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParseHex(ReadOnlySpan<char> hex, out MerkleHash hash)
    {
        hash = default;
        return hex.Length == 2 * Length && Convert.FromHexString(hex, hash, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>Returns the bytes.</summary>
    /// <returns>32 bytes, a copy.</returns>
    public readonly byte[] ToArray() => ((ReadOnlySpan<byte>)this).ToArray();

    /// <inheritdoc/>
    public readonly bool Equals(MerkleHash other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is MerkleHash other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(this);

    /// <summary>Returns the hash in lower-case hexadecimal.</summary>
    /// <returns>64 digits.</returns>
    public override readonly string ToString() => Convert.ToHexStringLower(this);
}
