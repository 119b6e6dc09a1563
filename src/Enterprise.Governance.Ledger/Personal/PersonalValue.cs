using System.Security.Cryptography;
using Enterprise.Governance.Ledger.Personal;

namespace Enterprise.Governance.Ledger;

/// <summary>A value of an event that is kept beside the chain, where it can be erased; the chain holds a salted commitment to it. Immutable.</summary>
/// <remarks>The commitment is <c>HMAC-SHA256(salt, JCS([path, value]))</c>, see <c>docs/design/formats.md</c>. Without the salt it tells nothing of the value.</remarks>
public sealed class PersonalValue
{
    /// <summary>The length of a salt in bytes.</summary>
    public const int SaltBytes = 32;

    /// <summary>Creates a value as it is stored; nothing is checked, see <see cref="Matches"/>.</summary>
    /// <param name="path">Its place: an RFC 6901 pointer from the event's data.</param>
    /// <param name="value">The value as canonical JSON (RFC 8785), UTF-8.</param>
    /// <param name="salt">The salt of the commitment.</param>
    public PersonalValue(string path, ReadOnlyMemory<byte> value, ReadOnlyMemory<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(path);
        Path = path;
        Value = value;
        Salt = salt;
    }

    /// <summary>Gets the place: an RFC 6901 pointer from the event's data, such as <c>/args</c>.</summary>
    public string Path { get; }

    /// <summary>Gets the value as canonical JSON, UTF-8.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>Gets the salt of the commitment: 32 random bytes.</summary>
    public ReadOnlyMemory<byte> Salt { get; }

    /// <summary>Tells whether a commitment is one to this value at this place under this salt; takes the same time whichever byte differs.</summary>
    /// <param name="commitment">The commitment in the event: 64 lower-case hexadecimal digits.</param>
    /// <returns><see langword="false"/> also for a salt of another length and for what is no commitment.</returns>
    public bool Matches(string commitment)
    {
        Span<byte> computed = stackalloc byte[Commitment.Size];
        Span<byte> stored = stackalloc byte[Commitment.Size];
        return Commitment.IsCommitment(commitment)
            && Convert.FromHexString(commitment, stored, out _, out _) == System.Buffers.OperationStatus.Done
            && Commitment.TryCompute(this, computed)
            && CryptographicOperations.FixedTimeEquals(computed, stored);
    }
}
