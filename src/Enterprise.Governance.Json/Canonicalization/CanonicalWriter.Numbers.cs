using System.Globalization;

namespace Enterprise.Governance.Json.Canonicalization;

internal ref partial struct CanonicalWriter
{
    private void ReadNumber()
    {
        ReadOnlySpan<byte> rest = _input[_position..];
        int at = rest[0] == (byte)'-' ? 1 : 0;
        int integerStart = at;
        at += CountDigits(rest[at..]);
        if (at == integerStart)
            throw Refuse(CanonicalJsonError.Syntax, "a number has no digit after its sign", _position);
        if (at - integerStart > 1 && rest[integerStart] == (byte)'0')
            throw Refuse(CanonicalJsonError.Syntax, "a number must not start with a zero", _position);
        int integerEnd = at;
        bool isInteger = true, hasExponent = false;
        if (at < rest.Length && rest[at] == (byte)'.')
        {
            isInteger = false;
            at = RequireDigits(rest, at + 1, "a number has no digit after its point");
        }

        if (at < rest.Length && rest[at] is (byte)'e' or (byte)'E')
        {
            isInteger = false;
            hasExponent = true;
            at++;
            if (at < rest.Length && rest[at] is (byte)'+' or (byte)'-')
                at++;
            at = RequireDigits(rest, at, "a number has no digit in its exponent");
        }

        ReadOnlySpan<byte> token = rest[..at];
        ReadOnlySpan<byte> integer = rest[integerStart..integerEnd];
        int end = isInteger ? integerEnd : EndWithoutZeros(rest[..at], integerEnd);
        if (!hasExponent && (end == integerEnd ? PlainNumber.IsInteger(integer, integerStart > 0) : PlainNumber.IsDecimal(integer, rest[(integerEnd + 1)..end])))
        {
            rest[..end].CopyTo(_output.AsSpan(_length));
            _length += end;
        }
        else
        {
            WriteNumber(token, isInteger);
        }

        _position += at;
    }

    private void WriteNumber(ReadOnlySpan<byte> token, bool isInteger)
    {
        double value = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
            throw Refuse(CanonicalJsonError.NumberOutOfRange, "a number is beyond an IEEE 754 double", _position);
        if (isInteger && _options.RefuseRoundedIntegers && CanonicalNumber.IsRounded(token, value))
            throw Refuse(CanonicalJsonError.RoundedInteger, "an integer would be rounded to an IEEE 754 double, send it as a string,", _position);
        _length += CanonicalNumber.Format(value, Reserve(CanonicalNumber.MaxLength));
    }

    /// <summary>Finds the last digit of a fraction that says something, or the end of the integer.</summary>
    private static int EndWithoutZeros(ReadOnlySpan<byte> token, int integerEnd)
    {
        int end = token.Length;
        while (token[end - 1] == (byte)'0')
            end--;
        return token[end - 1] == (byte)'.' ? integerEnd : end;
    }

    private readonly int RequireDigits(ReadOnlySpan<byte> rest, int at, string problem)
    {
        int count = CountDigits(rest[at..]);
        return count > 0 ? at + count : throw Refuse(CanonicalJsonError.Syntax, problem, _position);
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        int end = 0;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
            end++;
        return end;
    }
}
