using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary>
/// Walks JSON that is in canonical form (RFC 8785): valid, without white space, one spelling per value. So two values are equal,
/// numbers as doubles and containers deeply, exactly when their bytes are.
/// </summary>
internal static class CanonicalText
{
    // All integers of as many are doubles.
    private const int MaxDigits = 15;

    private static readonly SearchValues<byte> StringOrBracket = SearchValues.Create("\"[]{}"u8);
    private static readonly SearchValues<byte> EndOfScalar = SearchValues.Create(",]}"u8);

    internal static JsonType TypeOf(ReadOnlySpan<byte> value) => value[0] switch
    {
        (byte)'"' => JsonType.Text,
        (byte)'{' => JsonType.Object,
        (byte)'[' => JsonType.Array,
        (byte)'n' => JsonType.Null,
        (byte)'t' or (byte)'f' => JsonType.Boolean,
        _ => JsonType.Number,
    };

    internal static double NumberOf(ReadOnlySpan<byte> value)
    {
        // Nearly all are short integers.
        if (value.Length > MaxDigits)
            return Parse(value);
        long number = 0;
        foreach (byte digit in value)
        {
            if (!char.IsAsciiDigit((char)digit))
                return Parse(value);
            number = (number * 10) + (digit - '0');
        }

        return number;
    }

    /// <summary>Finds a member of an object.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="quotedName">The name as a canonical JSON string.</param>
    /// <param name="value">The member's value.</param>
    internal static bool TryGetMember(ReadOnlySpan<byte> json, ReadOnlySpan<byte> quotedName, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (json[1] == (byte)'}')
            return false;
        ReadOnlySpan<byte> rest = json[1..];
        while (true)
        {
            int nameEnd = EndOfString(rest);
            ReadOnlySpan<byte> name = rest[..nameEnd];
            rest = rest[(nameEnd + 1)..];
            int valueEnd = EndOfValue(rest);
            if (name.SequenceEqual(quotedName))
            {
                value = rest[..valueEnd];
                return true;
            }

            if (rest[valueEnd] == (byte)'}')
                return false;
            rest = rest[(valueEnd + 1)..];
        }
    }

    /// <summary>Returns the length of the value at the start of <paramref name="text"/>, which may go on behind it.</summary>
    internal static int EndOfValue(ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case (byte)'"':
                return EndOfString(text);
            case (byte)'{' or (byte)'[':
                return EndOfContainer(text);
            default:
                int end = text.IndexOfAny(EndOfScalar);
                return end < 0 ? text.Length : end;
        }
    }

    /// <summary>Returns the content of a string without quotes and escapes.</summary>
    internal static ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> content = value[1..^1];
        if (!content.Contains((byte)'\\'))
            return content;
        Utf8JsonReader reader = new(value);
        reader.Read();
        byte[] unescaped = new byte[content.Length];
        return unescaped.AsSpan(0, reader.CopyString(unescaped));
    }

    private static double Parse(ReadOnlySpan<byte> value) => double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static int EndOfString(ReadOnlySpan<byte> text)
    {
        int i = 1;
        while (true)
        {
            i += text[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (text[i] == (byte)'"')
                return i + 1;
            i += 2;
        }
    }

    private static int EndOfContainer(ReadOnlySpan<byte> text)
    {
        int depth = 0;
        int i = 0;
        while (true)
        {
            i += text[i..].IndexOfAny(StringOrBracket);
            switch (text[i])
            {
                case (byte)'"':
                    i += EndOfString(text[i..]);
                    continue;
                case (byte)'[' or (byte)'{':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            i++;
            if (depth == 0)
                return i;
        }
    }
}
