using System.Globalization;

namespace Enterprise.Governance.Ledger.Chain;

/// <summary>Times of format 1: UTC, exactly six decimals, ticks truncated.</summary>
internal static class EventTimestamp
{
    internal static string Format(DateTimeOffset time) => string.Create("2026-11-22T19:00:00.123456Z".Length, time.UtcDateTime, static (text, utc) =>
    {
        // With the seventh decimal, and Z behind it.
        Span<char> whole = stackalloc char[32];
        utc.TryFormat(whole, out _, "O", CultureInfo.InvariantCulture);
        whole[..(text.Length - 1)].CopyTo(text);
        text[^1] = 'Z';
    });
}
