namespace Enterprise.Governance.Json.Canonicalization;

/// <summary>Tells which numbers are their own canonical form. Integers of few digits are doubles as they stand; no two decimals of few significant digits are the same double.</summary>
internal static class PlainNumber
{
    private const int Digits = 15;

    // Smaller numbers are written with an exponent.
    private const int LeadingZeros = 5;

    /// <param name="digits">A JSON integer without its sign.</param>
    /// <param name="isNegative">Whether it has one.</param>
    internal static bool IsInteger(ReadOnlySpan<byte> digits, bool isNegative) => digits.Length <= Digits && !(isNegative && digits is [(byte)'0']);

    /// <param name="integer">The digits before the point, as JSON has them.</param>
    /// <param name="fraction">The digits after it, one at least.</param>
    internal static bool IsDecimal(ReadOnlySpan<byte> integer, ReadOnlySpan<byte> fraction) =>
        fraction[^1] != (byte)'0' && integer.Length + fraction.Length <= Digits && (integer[0] != (byte)'0' || fraction.IndexOfAnyExcept((byte)'0') <= LeadingZeros);
}
