using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Anchoring.Notes;
using NSec.Cryptography;

namespace Enterprise.Governance.Anchoring;

/// <summary>A public key that verifies notes: <c>NAME+KEYID+BASE64</c>, as C2SP signed-note has it. Immutable.</summary>
public sealed class NoteVerifierKey
{
    private readonly PublicKey _key;

    internal NoteVerifierKey(string name, NoteKeyType type, PublicKey key)
    {
        Name = name;
        Type = type;
        _key = key;
        KeyId = IdOf(name, type, key);
    }

    /// <summary>Gets the name: of the log, or of a witness.</summary>
    public string Name { get; }

    /// <summary>Gets what the key signs.</summary>
    public NoteKeyType Type { get; }

    /// <summary>Gets the id: the first four bytes of SHA-256 over name, line feed, type and key.</summary>
    public uint KeyId { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="text"><c>NAME+KEYID+BASE64</c>.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is one, of a type that is known, and its id is the one that it must have.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out NoteVerifierKey? key)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;

        // Base64 may hold a plus sign; names and ids do not.
        string[] parts = text.Split('+', 3);
        if (parts.Length != 3 || !NoteText.IsKeyName(parts[0]) || !TryParseId(parts[1], out uint id) || !NoteText.TryDecode(parts[2], out byte[]? data))
            return false;
        if (data.Length != 1 + SignatureAlgorithm.Ed25519.PublicKeySize || !Enum.IsDefined((NoteKeyType)data[0])
            || !PublicKey.TryImport(SignatureAlgorithm.Ed25519, data.AsSpan(1), KeyBlobFormat.RawPublicKey, out PublicKey? imported))
            return false;
        NoteVerifierKey read = new(parts[0], (NoteKeyType)data[0], imported!);
        key = read.KeyId == id ? read : null;
        return key is not null;
    }

    /// <summary>Returns the key as text.</summary>
    /// <returns><c>NAME+KEYID+BASE64</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}+{KeyId:x8}+{Convert.ToBase64String([(byte)Type, .. _key.Export(KeyBlobFormat.RawPublicKey)])}");

    /// <summary>Returns the time of a witness's signature, or nothing for any other.</summary>
    /// <param name="signature">A signature of this key.</param>
    /// <returns>The time that the signature states.</returns>
    public DateTimeOffset? TimeOf(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return Type == NoteKeyType.CosignatureV1 && signature.Signature.Length > sizeof(ulong) && BinaryPrimitives.ReadUInt64BigEndian(signature.Signature.Span) is var seconds && seconds <= int.MaxValue * 64L
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;
    }

    /// <summary>Tells whether the key is the one of the log itself, not of a witness or of another log: only that says what the log holds.</summary>
    internal bool IsOfLog(Checkpoint checkpoint) => Type == NoteKeyType.Ed25519 && Name == checkpoint.Origin;

    internal bool Verifies(string text, ReadOnlySpan<byte> signature)
    {
        if (Type == NoteKeyType.Ed25519)
            return SignatureAlgorithm.Ed25519.Verify(_key, Encoding.UTF8.GetBytes(text), signature);
        if (signature.Length <= sizeof(ulong))
            return false;
        ulong seconds = BinaryPrimitives.ReadUInt64BigEndian(signature);
        return SignatureAlgorithm.Ed25519.Verify(_key, Encoding.UTF8.GetBytes(Cosigned(text, seconds)), signature[sizeof(ulong)..]);
    }

    /// <summary>Returns what a witness signs.</summary>
    internal static string Cosigned(string text, ulong seconds) => string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{text}");

    private static uint IdOf(string name, NoteKeyType type, PublicKey key) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. key.Export(KeyBlobFormat.RawPublicKey)]));

    private static bool TryParseId(string text, out uint id)
    {
        id = 0;
        return text.Length == 8 && text.All(char.IsAsciiHexDigitLower) && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id);
    }
}
