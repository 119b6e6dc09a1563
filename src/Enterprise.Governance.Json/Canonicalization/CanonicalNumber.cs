using System.Globalization;
using System.Numerics;

namespace Enterprise.Governance.Json.Canonicalization;

/// <summary>ECMAScript Number::toString (ECMA-262 section 6.1.6.1.20), as RFC 8785 section 3.2.2.3 asks.</summary>
internal static class CanonicalNumber
{
    internal const int MaxLength = 32;

    /// <summary>The largest magnitude below which every integer is a double.</summary>
    private const double ExactIntegerLimit = 9007199254740992;

    internal static int Format(double value, Span<byte> destination)
    {
        if (Math.Abs(value) < ExactIntegerLimit && value == Math.Truncate(value))
        {
            // Also turns negative zero into 0.
            ((long)value).TryFormat(destination, out int written, default, CultureInfo.InvariantCulture);
            return written;
        }

        // "E16" would round; "R" gives the shortest digits that read back, which is the choice ECMAScript makes.
        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out int length, "R", CultureInfo.InvariantCulture);
        return Layout(shortest[..length], destination);
    }

    /// <summary>Rearranges .NET's shortest digits (<c>-1.5E-07</c>, <c>0.001</c>, <c>1E+21</c>) into ECMAScript's layout.</summary>
    private static int Layout(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        Span<byte> digits = stackalloc byte[MaxLength];
        int count = 0, exponent = 0, pointAt = -1, position = 0, written = 0;
        if (text[0] == (byte)'-')
        {
            destination[written++] = (byte)'-';
            position = 1;
        }

        for (; position < text.Length; position++)
        {
            byte c = text[position];
            if (c == (byte)'.')
                pointAt = count;
            else if (c == (byte)'E')
            {
                ReadOnlySpan<byte> tail = text[(position + 1)..];
                exponent = int.Parse(tail, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else
                digits[count++] = c;
        }

        // INVARIANT: value = 0.d1d2…dk × 10^n, as in the standard, once leading and trailing zeros are gone.
        int n = (pointAt < 0 ? count : pointAt) + exponent;
        int leading = 0;
        while (leading < count - 1 && digits[leading] == (byte)'0')
            leading++;
        n -= leading;
        while (count > leading + 1 && digits[count - 1] == (byte)'0')
            count--;
        ReadOnlySpan<byte> d = digits[leading..count];
        return written + Place(d, n, destination[written..]);
    }

    private static int Place(ReadOnlySpan<byte> d, int n, Span<byte> destination)
    {
        int k = d.Length;
        if (k <= n && n <= 21)
        {
            d.CopyTo(destination);
            destination[k..n].Fill((byte)'0');
            return n;
        }

        if (n is > 0 and <= 21)
        {
            d[..n].CopyTo(destination);
            destination[n] = (byte)'.';
            d[n..].CopyTo(destination[(n + 1)..]);
            return k + 1;
        }

        if (n is > -6 and <= 0)
        {
            "0."u8.CopyTo(destination);
            destination[2..(2 - n)].Fill((byte)'0');
            d.CopyTo(destination[(2 - n)..]);
            return 2 - n + k;
        }

        int at = 0;
        destination[at++] = d[0];
        if (k > 1)
        {
            destination[at++] = (byte)'.';
            d[1..].CopyTo(destination[at..]);
            at += k - 1;
        }

        destination[at++] = (byte)'e';
        destination[at++] = n - 1 < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(n - 1).TryFormat(destination[at..], out int length, default, CultureInfo.InvariantCulture);
        return at + length;
    }

    /// <summary>Tells whether an integer token (no fraction, no exponent) would change its value as a double.</summary>
    internal static bool IsRounded(ReadOnlySpan<byte> integerToken, double value)
    {
        int digits = integerToken.Length - (integerToken[0] == (byte)'-' ? 1 : 0);
        if (digits <= 15)
            return false;

        // Integers of a double have at most 309 digits, so this parse is bounded (a longer token was out of range before).
        return BigInteger.Parse(System.Text.Encoding.ASCII.GetString(integerToken), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) != new BigInteger(value);
    }
}
