using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ReferenceServer.Dashboard.Inbox;

/// <summary>Texts that somebody else has written, so that nobody who reads them is deceived.</summary>
internal static class ArgumentText
{
    private static readonly JsonSerializerOptions Ascii = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Default };

    /// <summary>Cuts a text into what can be seen and what cannot.</summary>
    internal static ImmutableArray<TextPart> Parts(string text)
    {
        ImmutableArray<TextPart>.Builder parts = ImmutableArray.CreateBuilder<TextPart>();
        StringBuilder plain = new();
        for (int i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
                Mark(text[i]);
            else if (IsVisible(rune))
                plain.Append(text, i, length);
            else
                Mark(rune.Value);
            i += length;
        }

        Flush();
        return parts.ToImmutable();

        void Mark(int code)
        {
            Flush();
            parts.Add(new TextPart($"U+{code:X4}", NameOf(code)));
        }

        void Flush()
        {
            if (plain.Length > 0)
                parts.Add(new TextPart(plain.ToString(), null));
            plain.Clear();
        }
    }

    /// <summary>Returns JSON in which everything but ASCII is escaped: exactly what is there, whatever a font makes of it.</summary>
    internal static string Exact(JsonElement value) => JsonSerializer.Serialize(value, Ascii);

    private static bool IsVisible(Rune rune) => rune.Value is '\n' or ' ' || (Rune.GetUnicodeCategory(rune) switch
    {
        // Controls, formats (bidirectional ones, zero-width ones, tags), private use, unassigned, and spaces other than the plain one.
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator => false,

        // Letters and marks without a form: combining grapheme joiner, Hangul fillers, the empty Braille pattern, Khmer inherent vowels, variation selectors.
        _ => rune.Value is not (0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0) && rune.Value is not (>= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF),
    });

    private static string NameOf(int code) => code switch
    {
        '\t' => "tab",
        '\r' => "carriage return",
        0x00A0 => "no-break space",
        0x00AD => "soft hyphen",
        0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "changes the direction of the text",
        0x200B or 0x200C or 0x200D or 0x2060 or 0xFEFF => "zero width",
        >= 0xE0000 and <= 0xE007F => "invisible tag",
        _ => "cannot be seen",
    };
}

/// <summary>Part of a text.</summary>
/// <param name="Text">The text, or the code point of a character that cannot be seen.</param>
/// <param name="Warning">What that character is; nothing for plain text.</param>
internal sealed record TextPart(string Text, string? Warning);
