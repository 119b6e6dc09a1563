using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Enterprise.Governance.Anchoring.Notes;

namespace Enterprise.Governance.Anchoring;

/// <summary>A text with signatures below it, in the form of C2SP signed-note. Immutable.</summary>
public sealed class SignedNote
{
    internal const string SignaturePrefix = "\u2014 ";

    private const int MaxBytes = 1_000_000, MaxSignatures = 100;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SignedNote(string text, ImmutableArray<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>Gets the text that is signed; it ends with a line feed.</summary>
    public string Text { get; }

    /// <summary>Gets the signature lines in their order, those of unknown keys included.</summary>
    public ImmutableArray<NoteSignature> Signatures { get; }

    /// <summary>Signs a text.</summary>
    /// <param name="text">The text: Unicode without control characters but line feeds, and with one at its end.</param>
    /// <param name="keys">The keys, one at least.</param>
    /// <returns>The note.</returns>
    /// <exception cref="ArgumentException">The text is none of a note, or there is no key.</exception>
    public static SignedNote Sign(string text, params ReadOnlySpan<NoteSigningKey> keys)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!NoteText.IsValid(text))
            throw new ArgumentException("the text of a note ends with a line feed and has no other control characters", nameof(text));
        if (keys.IsEmpty)
            throw new ArgumentException("a note has one signature at least", nameof(keys));
        ImmutableArray<NoteSignature>.Builder signatures = ImmutableArray.CreateBuilder<NoteSignature>(keys.Length);
        foreach (NoteSigningKey key in keys)
            signatures.Add(key.Sign(text));
        return new SignedNote(text, signatures.MoveToImmutable());
    }

    /// <summary>Reads a note; whether its signatures hold, <see cref="Verify"/> tells.</summary>
    /// <param name="utf8">The note in UTF-8, at most 1,000,000 bytes and 100 signatures.</param>
    /// <param name="note">The note.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out SignedNote? note, [NotNullWhen(false)] out string? problem)
    {
        note = null;
        if (utf8.Length > MaxBytes)
        {
            problem = $"a note has at most {MaxBytes} bytes";
            return false;
        }

        try
        {
            return TryParse(s_utf8.GetString(utf8), out note, out problem);
        }
        catch (DecoderFallbackException)
        {
            problem = "the note is not UTF-8";
            return false;
        }
    }

    /// <summary>Holds the signatures against keys.</summary>
    /// <param name="keys">The keys that are known.</param>
    /// <returns>Which keys have signed.</returns>
    public NoteVerification Verify(params IReadOnlyCollection<NoteVerifierKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        List<NoteVerifierKey> verified = [], refuted = [];
        foreach (NoteSignature signature in Signatures)
        {
            NoteVerifierKey? key = keys.FirstOrDefault(one => one.KeyId == signature.KeyId && one.Name == signature.Name);

            // Of several lines of one key the first counts.
            if (key is null || verified.Contains(key) || refuted.Contains(key))
                continue;
            (key.Verifies(Text, signature.Signature.Span) ? verified : refuted).Add(key);
        }

        return new NoteVerification([.. verified], [.. refuted]);
    }

    /// <summary>Returns the note with more signature lines; those that it has stay.</summary>
    /// <param name="signatures">The lines, such as those of witnesses; one that is there already is not repeated.</param>
    /// <returns>The note.</returns>
    /// <exception cref="ArgumentException">There would be more than 100.</exception>
    public SignedNote WithSignatures(params IEnumerable<NoteSignature> signatures)
    {
        ArgumentNullException.ThrowIfNull(signatures);
        string[] known = [.. Signatures.Select(static one => one.ToString())];
        ImmutableArray<NoteSignature> all = [.. Signatures, .. signatures.DistinctBy(static one => one.ToString(), StringComparer.Ordinal).Where(one => !known.Contains(one.ToString(), StringComparer.Ordinal))];
        return all.Length <= MaxSignatures ? new SignedNote(Text, all) : throw new ArgumentException($"a note has at most {MaxSignatures} signatures", nameof(signatures));
    }

    /// <summary>Returns the note as it is stored and sent.</summary>
    /// <returns>The text, an empty line, the signature lines; with a line feed at the end.</returns>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(static signature => $"{signature}\n"))}";

    private static bool TryParse(string whole, [NotNullWhen(true)] out SignedNote? note, [NotNullWhen(false)] out string? problem)
    {
        note = null;
        int end = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || !whole.EndsWith('\n'))
        {
            problem = "a note is a text, an empty line and signature lines, each ended by a line feed";
            return false;
        }

        string text = whole[..(end + 1)];
        if (!NoteText.IsValid(text))
        {
            problem = "the text of the note has a control character";
            return false;
        }

        string[] lines = whole[(end + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MaxSignatures)
        {
            problem = $"a note has 1 to {MaxSignatures} signatures, not {lines.Length}";
            return false;
        }

        List<NoteSignature> signatures = [];
        foreach (string line in lines)
        {
            if (!TryParseLine(line, out NoteSignature? signature))
            {
                problem = $"signature line {signatures.Count + 1} is not `\u2014 NAME BASE64`";
                return false;
            }

            signatures.Add(signature);
        }

        (note, problem) = (new SignedNote(text, [.. signatures]), null);
        return true;
    }

    private static bool TryParseLine(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(SignaturePrefix, StringComparison.Ordinal))
            return false;
        string[] parts = line[SignaturePrefix.Length..].Split(' ');
        if (parts.Length != 2 || !NoteText.IsKeyName(parts[0]) || !NoteText.TryDecode(parts[1], out byte[]? data) || data.Length <= sizeof(uint))
            return false;
        signature = new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(data), data.AsMemory(sizeof(uint)));
        return true;
    }
}
