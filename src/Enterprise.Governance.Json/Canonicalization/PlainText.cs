using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Enterprise.Governance.Json.Canonicalization;

/// <summary>
/// Recognises text that is canonical as it stands, the common case: written by us, or by a machine. ASCII without escapes and white space, members in order, short numbers.
/// Says yes only where the writer would give back the same bytes; whatever is less plain is left to it.
/// </summary>
internal static class PlainText
{
    internal const int MaxDepth = 16;

    /// <summary>Tells whether the text is canonical, and nothing in it is refused. It has no escapes: a member that is reserved would stand in it as it is.</summary>
    internal static bool IsCanonical(ReadOnlySpan<byte> json, CanonicalJsonOptions options) =>
        options.MaxDepth >= MaxDepth && (options.ReservedUtf8 is not { } reserved || json.IndexOf(reserved) < 0) && IsCanonical(json);

    internal static bool IsCanonical(ReadOnlySpan<byte> json)
    {
        // Of each open object where its last name is, of each open array nothing.
        LastNames names = default;
        ulong objects = 0;
        int depth = 0, at = 0;
        while (true)
        {
            // A value.
            if (at >= json.Length)
                return false;
            byte first = json[at];
            if (first is (byte)'{' or (byte)'[')
            {
                if (depth == MaxDepth || at + 1 >= json.Length)
                    return false;
                bool isObject = first == (byte)'{';
                at++;
                if (json[at] != (isObject ? (byte)'}' : (byte)']'))
                {
                    objects = isObject ? objects | (1UL << depth) : objects & ~(1UL << depth);
                    names[depth++] = default;
                    if (isObject && !TryReadName(json, ref at, ref names[depth - 1], isFirst: true))
                        return false;
                    continue;
                }

                at++;
            }
            else if (!TryReadScalar(json, ref at))
            {
                return false;
            }

            // What follows it.
            while (depth > 0)
            {
                if (at >= json.Length)
                    return false;
                bool isObject = (objects & (1UL << (depth - 1))) != 0;
                byte next = json[at++];
                if (next == (byte)',')
                {
                    if (isObject && !TryReadName(json, ref at, ref names[depth - 1], isFirst: false))
                        return false;
                    break;
                }

                if (next != (isObject ? (byte)'}' : (byte)']'))
                    return false;
                depth--;
            }

            if (depth == 0)
                return at == json.Length;
        }
    }

    [InlineArray(MaxDepth)]
    private struct LastNames
    {
        private Name _first;
    }

    private readonly record struct Name(int Start, int End);

    private static bool TryReadName(ReadOnlySpan<byte> json, ref int at, ref Name last, bool isFirst)
    {
        int start = at + 1;
        if (!TryReadString(json, ref at) || at >= json.Length || json[at] != (byte)':')
            return false;
        Name name = new(start, at - 1);
        if (!isFirst && json[last.Start..last.End].SequenceCompareTo(json[name.Start..name.End]) >= 0)
            return false;
        last = name;
        at++;
        return true;
    }

    private static bool TryReadScalar(ReadOnlySpan<byte> json, ref int at) => json[at] switch
    {
        (byte)'"' => TryReadString(json, ref at),
        (byte)'t' => TryReadWord(json, ref at, "true"u8),
        (byte)'f' => TryReadWord(json, ref at, "false"u8),
        (byte)'n' => TryReadWord(json, ref at, "null"u8),
        _ => TryReadNumber(json, ref at),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadString(ReadOnlySpan<byte> json, ref int at)
    {
        if (at >= json.Length || json[at] != (byte)'"')
            return false;
        int length = PlainString.LengthOf(json[(at + 1)..]);
        if (length < 0 || json[at + 1 + length] != (byte)'"')
            return false;
        at += length + 2;
        return true;
    }

    private static bool TryReadWord(ReadOnlySpan<byte> json, ref int at, ReadOnlySpan<byte> word)
    {
        if (!json[at..].StartsWith(word))
            return false;
        at += word.Length;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> json, ref int at)
    {
        bool isNegative = json[at] == (byte)'-';
        int start = isNegative ? at + 1 : at;
        int end = EndOfDigits(json, start);
        ReadOnlySpan<byte> integer = json[start..end];
        if (integer.IsEmpty || (integer[0] == (byte)'0' && integer.Length > 1))
            return false;
        if (end < json.Length && json[end] == (byte)'.')
        {
            int fraction = end + 1;
            end = EndOfDigits(json, fraction);
            if (end == fraction || !PlainNumber.IsDecimal(integer, json[fraction..end]))
                return false;
        }
        else if (!PlainNumber.IsInteger(integer, isNegative))
        {
            return false;
        }

        at = end;

        // An exponent is not plain.
        return end >= json.Length || json[end] is (byte)',' or (byte)'}' or (byte)']';
    }

    private static int EndOfDigits(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && char.IsAsciiDigit((char)json[at]))
            at++;
        return at;
    }
}
