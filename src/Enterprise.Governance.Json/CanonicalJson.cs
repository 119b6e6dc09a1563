using System.Buffers;
using Enterprise.Governance.Json.Canonicalization;

namespace Enterprise.Governance.Json;

/// <summary>Writes the canonical form of JSON: RFC 8785 (JCS), with the refusals of I-JSON (RFC 7493).</summary>
/// <remarks>
/// Input and output are UTF-8; numbers are IEEE 754 doubles in the ECMAScript form. Duplicate keys, lone surrogates, bytes that
/// are not UTF-8 and numbers beyond a double are refused; noncharacters are accepted. Thread-safe. Working memory is pooled; no
/// string is made on the way. Time is linear in the text but for the sorting of members: O(n log n) names, and each level of
/// nesting whose members are out of order moves its bytes once.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>Writes the canonical form of <paramref name="utf8Json"/> to <paramref name="output"/>.</summary>
    /// <param name="utf8Json">One JSON value in UTF-8, without a byte order mark; white space around it is accepted.</param>
    /// <param name="output">Receives the canonical UTF-8; nothing is written when the text is refused.</param>
    /// <param name="options">What is refused in addition; <see cref="CanonicalJsonOptions.Default"/> if absent.</param>
    /// <exception cref="CanonicalJsonException">The text has no canonical form; the exception names the place.</exception>
    public static void Canonicalize(ReadOnlySpan<byte> utf8Json, IBufferWriter<byte> output, CanonicalJsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        options ??= CanonicalJsonOptions.Default;
        if (PlainText.IsCanonical(utf8Json, options))
        {
            output.Write(utf8Json);
            return;
        }

        using CanonicalWriter writer = new(options);
        output.Write(writer.Run(utf8Json));
    }

    /// <summary>Returns the canonical form of <paramref name="utf8Json"/>.</summary>
    /// <param name="utf8Json">One JSON value in UTF-8, without a byte order mark; white space around it is accepted.</param>
    /// <param name="options">What is refused in addition; <see cref="CanonicalJsonOptions.Default"/> if absent.</param>
    /// <returns>The canonical UTF-8.</returns>
    /// <exception cref="CanonicalJsonException">The text has no canonical form; the exception names the place.</exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> utf8Json, CanonicalJsonOptions? options = null)
    {
        options ??= CanonicalJsonOptions.Default;
        if (PlainText.IsCanonical(utf8Json, options))
            return utf8Json.ToArray();
        using CanonicalWriter writer = new(options);
        return writer.Run(utf8Json).ToArray();
    }

    /// <summary>Tells whether <paramref name="utf8Json"/> is its own canonical form.</summary>
    /// <param name="utf8Json">UTF-8 text.</param>
    /// <param name="options">What is refused in addition; <see cref="CanonicalJsonOptions.Default"/> if absent.</param>
    /// <returns><see langword="false"/> if the text differs from its canonical form or has none.</returns>
    public static bool IsCanonical(ReadOnlySpan<byte> utf8Json, CanonicalJsonOptions? options = null)
    {
        options ??= CanonicalJsonOptions.Default;
        if (PlainText.IsCanonical(utf8Json, options))
            return true;
        using CanonicalWriter writer = new(options);
        try
        {
            return writer.Run(utf8Json).SequenceEqual(utf8Json);
        }
        catch (CanonicalJsonException)
        {
            return false;
        }
    }

    /// <summary>Writes <paramref name="value"/> as a canonical JSON string, quotes included.</summary>
    /// <param name="value">The text, without lone surrogates.</param>
    /// <param name="output">Receives the UTF-8.</param>
    /// <exception cref="ArgumentException">The text has a lone surrogate.</exception>
    public static void WriteString(ReadOnlySpan<char> value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        CanonicalString.Write(value, output);
    }

    /// <summary>Writes <paramref name="value"/> in the ECMAScript form that RFC 8785 section 3.2.2.3 asks for.</summary>
    /// <param name="value">A finite number.</param>
    /// <param name="output">Receives the ASCII text, at most 25 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite or not a number.</exception>
    public static void WriteNumber(double value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), "JSON has no infinity and no NaN");
        Span<byte> span = output.GetSpan(CanonicalNumber.MaxLength);
        output.Advance(CanonicalNumber.Format(value, span));
    }
}
