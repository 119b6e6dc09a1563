using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Enterprise.Governance.Json.Canonicalization;

internal ref partial struct CanonicalWriter
{
    /// <summary>The bytes at which a run of plain string content ends.</summary>
    private static readonly SearchValues<byte> StringSpecials =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Copies a string token to the output in canonical form. Returns whether that form has escapes.</summary>
    private bool ReadString()
    {
        int plain = PlainString.LengthOf(_input[(_position + 1)..]);
        if (plain < 0 || _input[_position + 1 + plain] != (byte)'"')
            return ReadOtherString();
        int length = plain + 2;
        _input.Slice(_position, length).CopyTo(_output.AsSpan(_length));
        _position += length;
        _length += length;
        return false;
    }

    private bool ReadOtherString()
    {
        bool escaped = false;
        int start = _position++;
        Append((byte)'"');
        while (true)
        {
            ReadOnlySpan<byte> rest = _input[_position..];
            int run = rest.IndexOfAny(StringSpecials);
            if (run < 0)
            {
                throw Utf8.IsValid(rest)
                    ? Refuse(CanonicalJsonError.Syntax, "a string is not closed", start)
                    : InvalidUtf8(rest);
            }

            ReadOnlySpan<byte> plain = rest[..run];
            if (!Utf8.IsValid(plain))
                throw InvalidUtf8(plain);
            plain.CopyTo(_output.AsSpan(_length));
            _length += run;
            _position += run;
            byte special = rest[run];
            if (special == (byte)'"')
            {
                _position++;
                Append((byte)'"');
                return escaped;
            }

            if (special != (byte)'\\')
                throw Refuse(CanonicalJsonError.Syntax, $"the control character U+{special:X4} must be escaped in a string", _position);
            escaped |= ReadEscape();
        }
    }

    /// <summary>Reads one escape and writes its character. Returns whether the character stays escaped.</summary>
    private bool ReadEscape()
    {
        int start = _position;
        byte letter = start + 1 < _input.Length ? _input[start + 1] : (byte)0;
        _position += 2;
        Rune rune = letter switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => new Rune((char)letter),
            (byte)'b' => new Rune('\b'),
            (byte)'f' => new Rune('\f'),
            (byte)'n' => new Rune('\n'),
            (byte)'r' => new Rune('\r'),
            (byte)'t' => new Rune('\t'),
            (byte)'u' => ReadUnicodeEscape(start),
            _ => throw Refuse(CanonicalJsonError.Syntax, "an escape is not one that JSON has", start),
        };
        Span<byte> space = _output.AsSpan(_length);
        int written = rune.IsAscii ? CanonicalString.WriteEscaped((byte)rune.Value, space) : rune.EncodeToUtf8(space);
        _length += written;
        return rune.IsAscii && written > 1;
    }

    private Rune ReadUnicodeEscape(int start)
    {
        char high = (char)ReadHex(start);
        if (Rune.TryCreate(high, out Rune rune))
            return rune;
        if (char.IsHighSurrogate(high) && _input[_position..].StartsWith("\\u"u8))
        {
            _position += 2;
            if (Rune.TryCreate(high, (char)ReadHex(_position - 2), out rune))
                return rune;
        }

        throw Refuse(CanonicalJsonError.LoneSurrogate, "an escape names half of a surrogate pair", start);
    }

    private int ReadHex(int escapeStart)
    {
        if (_input.Length - _position < 4 ||
            !ushort.TryParse(_input.Slice(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort value))
        {
            throw Refuse(CanonicalJsonError.Syntax, "an escape \\u needs four hexadecimal digits", escapeStart);
        }

        _position += 4;
        return value;
    }

    private readonly CanonicalJsonException InvalidUtf8(ReadOnlySpan<byte> run)
    {
        int offset = 0;
        while (Rune.DecodeFromUtf8(run[offset..], out _, out int consumed) == OperationStatus.Done)
            offset += consumed;
        return Refuse(CanonicalJsonError.InvalidUtf8, "a string holds bytes that are not UTF-8", _position + offset);
    }
}
