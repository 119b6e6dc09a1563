using System.Globalization;

namespace Enterprise.Governance.Ledger.Chain;

/// <summary>Times of format 1: UTC, exactly six decimals, ticks truncated.</summary>
internal static class EventTimestamp
{
    internal static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
