using System.Buffers;
using System.Text;

namespace Enterprise.Governance.Json.Canonicalization;

/// <summary>Strings as RFC 8785 section 3.2.2.2 writes them: only quote, backslash and control characters are escaped.</summary>
internal static class CanonicalString
{
    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(static i => (char)i).Where(static c => c is not ('"' or '\\'))]);

    internal static void Write(ReadOnlySpan<char> value, IBufferWriter<byte> output)
    {
        if (!value.ContainsAnyExcept(Plain))
        {
            Span<byte> plain = output.GetSpan(value.Length + 2);
            plain[0] = (byte)'"';
            int length = Encoding.ASCII.GetBytes(value, plain[1..]);
            plain[length + 1] = (byte)'"';
            output.Advance(length + 2);
            return;
        }

        int max = checked((Encoding.UTF8.GetMaxByteCount(value.Length) * 2) + 2);
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(max);
        try
        {
            if (System.Text.Unicode.Utf8.FromUtf16(value, utf8, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
                throw new ArgumentException("the text has a lone surrogate", nameof(value));
            Span<byte> span = output.GetSpan((length * 6) + 2);
            int at = 0;
            span[at++] = (byte)'"';
            foreach (byte b in utf8.AsSpan(0, length))
                at += WriteEscaped(b, span[at..]);
            span[at++] = (byte)'"';
            output.Advance(at);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>Writes one byte of UTF-8, escaped if it must be; at most six bytes.</summary>
    internal static int WriteEscaped(byte b, Span<byte> destination)
    {
        if (b >= 0x20 && b != (byte)'"' && b != (byte)'\\')
        {
            destination[0] = b;
            return 1;
        }

        destination[0] = (byte)'\\';
        byte letter = b switch
        {
            (byte)'"' => (byte)'"',
            (byte)'\\' => (byte)'\\',
            0x08 => (byte)'b',
            0x09 => (byte)'t',
            0x0A => (byte)'n',
            0x0C => (byte)'f',
            0x0D => (byte)'r',
            _ => 0,
        };
        if (letter != 0)
        {
            destination[1] = letter;
            return 2;
        }

        "u00"u8.CopyTo(destination[1..]);
        destination[4] = Hex[b >> 4];
        destination[5] = Hex[b & 15];
        return 6;
    }
}
