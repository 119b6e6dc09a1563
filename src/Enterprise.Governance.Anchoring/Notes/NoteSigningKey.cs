using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Enterprise.Governance.Anchoring.Notes;
using NSec.Cryptography;

namespace Enterprise.Governance.Anchoring;

/// <summary>A private Ed25519 key that signs notes. <see cref="ToString"/> shows its public part only. Thread-safe.</summary>
public sealed class NoteSigningKey : IDisposable
{
    private const string Prefix = "PRIVATE+KEY+";

    private readonly Key _key;
    private readonly NoteKeyType _type;

    private NoteSigningKey(string name, NoteKeyType type, Key key)
    {
        _key = key;
        _type = type;
        VerifierKey = new NoteVerifierKey(name, type, key.PublicKey);
    }

    /// <summary>Gets the public key that verifies what this one signs.</summary>
    public NoteVerifierKey VerifierKey { get; }

    /// <summary>Makes a new key.</summary>
    /// <param name="name">The name of the log or witness, without white space and plus signs; by convention a domain and path without scheme.</param>
    /// <param name="type">What it signs.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">The name is not one of a key.</exception>
    public static NoteSigningKey Generate(string name, NoteKeyType type = NoteKeyType.Ed25519)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!NoteText.IsKeyName(name))
            throw new ArgumentException("the name of a key has one character at least, no white space, no control character and no `+`", nameof(name));
        return new NoteSigningKey(name, type, Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }));
    }

    /// <summary>Reads a key.</summary>
    /// <param name="text">What <see cref="Export"/> gave: <c>PRIVATE+KEY+NAME+KEYID+BASE64</c>.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out NoteSigningKey? key)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;
        string[] parts = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split('+', 3) : [];
        if (parts.Length != 3 || !NoteText.IsKeyName(parts[0]) || !NoteText.TryDecode(parts[2], out byte[]? data)
            || data.Length != 1 + SignatureAlgorithm.Ed25519.PrivateKeySize || !Enum.IsDefined((NoteKeyType)data[0])
            || !Key.TryImport(SignatureAlgorithm.Ed25519, data.AsSpan(1), KeyBlobFormat.RawPrivateKey, out Key? imported, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }))
            return false;
        NoteSigningKey read = new(parts[0], (NoteKeyType)data[0], imported!);
        key = read.VerifierKey.KeyId.ToString("x8", CultureInfo.InvariantCulture) == parts[1] ? read : null;
        if (key is null)
            read.Dispose();
        return key is not null;
    }

    /// <summary>Returns the key with its secret, to be kept where secrets are kept.</summary>
    /// <returns><c>PRIVATE+KEY+NAME+KEYID+BASE64</c>.</returns>
    public string Export() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{VerifierKey.Name}+{VerifierKey.KeyId:x8}+{Convert.ToBase64String([(byte)_type, .. _key.Export(KeyBlobFormat.RawPrivateKey)])}");

    /// <summary>Signs the text of a note.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The signature line.</returns>
    /// <exception cref="InvalidOperationException">The key is a witness's: its signatures state a time, see <see cref="Cosign"/>.</exception>
    public NoteSignature Sign(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_type != NoteKeyType.Ed25519)
            throw new InvalidOperationException("a key of cosignatures signs a time too; call Cosign");
        return new NoteSignature(VerifierKey.Name, VerifierKey.KeyId, SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Signs a checkpoint as a witness that has seen it.</summary>
    /// <param name="text">The text of the checkpoint's note.</param>
    /// <param name="time">When it was seen; whole seconds count.</param>
    /// <returns>The signature line.</returns>
    /// <exception cref="InvalidOperationException">The key is not one of cosignatures.</exception>
    public NoteSignature Cosign(string text, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_type != NoteKeyType.CosignatureV1)
            throw new InvalidOperationException("only a key of cosignatures can cosign");
        byte[] signature = new byte[sizeof(ulong) + SignatureAlgorithm.Ed25519.SignatureSize];
        ulong seconds = (ulong)time.ToUnixTimeSeconds();
        BinaryPrimitives.WriteUInt64BigEndian(signature, seconds);
        SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(NoteVerifierKey.Cosigned(text, seconds)), signature.AsSpan(sizeof(ulong)));
        return new NoteSignature(VerifierKey.Name, VerifierKey.KeyId, signature);
    }

    /// <summary>Erases the secret from memory.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>Returns the public part.</summary>
    /// <returns><see cref="VerifierKey"/> as text.</returns>
    public override string ToString() => VerifierKey.ToString();
}
