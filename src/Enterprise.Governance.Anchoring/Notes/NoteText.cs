using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Enterprise.Governance.Anchoring.Notes;

/// <summary>What the text of a note and the names of keys may hold, and strict Base64.</summary>
internal static class NoteText
{
    internal static bool IsValid(string text) => text.EndsWith('\n') && !text.Any(static c => c < ' ' && c != '\n') && IsWellFormed(text);

    internal static bool IsKeyName(string name) => name.Length > 0 && !name.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    /// <summary>Reads Base64 that is written as it is read: padded, without white space, without stray bits.</summary>
    internal static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[text.Length];
        if (text.Length == 0 || !Convert.TryFromBase64String(text, bytes, out int length) || Convert.ToBase64String(bytes, 0, length) != text)
            bytes = null;
        else
            Array.Resize(ref bytes, length);
        return bytes is not null;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int length) != OperationStatus.Done)
                return false;
            text = text[length..];
        }

        return true;
    }
}
