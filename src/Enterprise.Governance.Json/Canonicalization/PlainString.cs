using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Enterprise.Governance.Json.Canonicalization;

/// <summary>Finds where the content of a string stops being plain: ASCII that is written as it is.</summary>
internal static class PlainString
{
    private static readonly SearchValues<byte> Content = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(static i => (byte)i).Where(static b => b is not ((byte)'"' or (byte)'\\'))]);

    /// <returns>How many plain characters come first; -1 if all are.</returns>
    internal static int LengthOf(ReadOnlySpan<byte> text)
    {
        if (text.Length < Vector128<byte>.Count)
            return text.IndexOfAnyExcept(Content);

        // As signed numbers, all that are not ASCII come before it. Most strings are short.
        Vector128<byte> first = Vector128.Create(text);
        Vector128<byte> other = Vector128.LessThan(first.AsSByte(), Vector128.Create((sbyte)0x20)).AsByte()
            | Vector128.Equals(first, Vector128.Create((byte)'"')) | Vector128.Equals(first, Vector128.Create((byte)'\\')) | Vector128.Equals(first, Vector128.Create((byte)0x7F));
        uint places = other.ExtractMostSignificantBits();
        if (places != 0)
            return BitOperations.TrailingZeroCount(places);
        int rest = text[Vector128<byte>.Count..].IndexOfAnyExcept(Content);
        return rest < 0 ? -1 : Vector128<byte>.Count + rest;
    }
}
