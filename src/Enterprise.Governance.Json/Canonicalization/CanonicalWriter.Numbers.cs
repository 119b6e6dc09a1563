using System.Globalization;

namespace Enterprise.Governance.Json.Canonicalization;

internal ref partial struct CanonicalWriter
{
    /// <summary>Integers of so few digits are doubles as they stand; no two decimals of so few significant digits are the same double. So both are their own canonical form.</summary>
    private const int PlainDigits = 15;

    // Smaller numbers are written with an exponent.
    private const int PlainLeadingZeros = 5;

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
        if (isInteger ? at - integerStart <= PlainDigits && !token.SequenceEqual("-0"u8) : !hasExponent && IsPlainDecimal(rest[integerStart..integerEnd], rest[(integerEnd + 1)..at]))
        {
            token.CopyTo(Reserve(at));
            _length += at;
        }
        else
        {
            WriteNumber(token, isInteger);
        }

        _position += at;
    }

    private static bool IsPlainDecimal(ReadOnlySpan<byte> integer, ReadOnlySpan<byte> fraction)
    {
        if (fraction[^1] == (byte)'0' || integer.Length + fraction.Length > PlainDigits)
            return false;
        return integer[0] != (byte)'0' || fraction.IndexOfAnyExcept((byte)'0') <= PlainLeadingZeros;
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

    private readonly int RequireDigits(ReadOnlySpan<byte> rest, int at, string problem)
    {
        int count = CountDigits(rest[at..]);
        return count > 0 ? at + count : throw Refuse(CanonicalJsonError.Syntax, problem, _position);
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
