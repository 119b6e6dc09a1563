using System.Globalization;

namespace Enterprise.Governance.Sqlite;

/// <summary>Days (UTC) as they are written in columns: <c>YYYY-MM-DD</c>.</summary>
internal static class SqliteDays
{
    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Day(DateTimeOffset now) => Day(DateOnly.FromDateTime(now.UtcDateTime));

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
