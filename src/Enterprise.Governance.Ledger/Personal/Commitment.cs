using System.Buffers;
using System.Security.Cryptography;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Ledger.Personal;

/// <summary>The commitment of format 1, <c>{"$commit":"&lt;hex&gt;"}</c>: <c>HMAC-SHA256(salt, JCS([path, value]))</c>.</summary>
internal static class Commitment
{
    internal const string Member = "$commit";
    internal const int Size = HMACSHA256.HashSizeInBytes;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>How every commitment begins in canonical text; in a string the quotes would be escaped.</summary>
    internal static ReadOnlySpan<byte> Opening => "{\"$commit\":"u8;

    internal static bool IsCommitment(string? text) => text?.Length == Size * 2 && !text.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>Computes the commitment; <see langword="false"/> if path or salt are none that the ledger writes.</summary>
    internal static bool TryCompute(PersonalValue value, Span<byte> commitment)
    {
        if (value.Salt.Length != PersonalValue.SaltBytes)
            return false;
        ArrayBufferWriter<byte> path = new(value.Path.Length + 2);
        try
        {
            CanonicalJson.WriteString(value.Path, path);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair: no text that JSON can hold.
            return false;
        }

        using IncrementalHash hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, value.Salt.Span);
        hmac.AppendData("["u8);
        hmac.AppendData(path.WrittenSpan);
        hmac.AppendData(","u8);
        hmac.AppendData(value.Value.Span);
        hmac.AppendData("]"u8);
        return hmac.GetHashAndReset(commitment) == Size;
    }
}
