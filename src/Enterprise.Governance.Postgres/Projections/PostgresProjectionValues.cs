using System.Globalization;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Values of columns: what a host is shown, and the exact text by which a cursor names them.</summary>
internal static class PostgresProjectionValues
{
    internal static object? Show(NpgsqlDataReader reader, int ordinal, PostgresColumnKind kind)
    {
        if (reader.IsDBNull(ordinal))
            return null;
        return kind switch
        {
            PostgresColumnKind.Integer => reader.GetInt64(ordinal),
            PostgresColumnKind.Double => reader.GetDouble(ordinal),
            PostgresColumnKind.Real => double.Parse(reader.GetString(ordinal), NumberStyles.Float, CultureInfo.InvariantCulture),
            PostgresColumnKind.Text => reader.GetString(ordinal),
            _ => TextOf(reader, ordinal, kind),
        };
    }

    /// <summary>Returns the text that, cast to the column's type, is the very value.</summary>
    internal static string? TextOf(NpgsqlDataReader reader, int ordinal, PostgresColumnKind kind)
    {
        if (reader.IsDBNull(ordinal))
            return null;
        return kind switch
        {
            PostgresColumnKind.Integer => reader.GetInt64(ordinal).ToString(CultureInfo.InvariantCulture),
            PostgresColumnKind.Double => reader.GetDouble(ordinal).ToString("R", CultureInfo.InvariantCulture) is var text && text == "∞" ? "Infinity" : text == "-∞" ? "-Infinity" : text,
            PostgresColumnKind.Instant => Format(Utc(reader.GetDateTime(ordinal)), "Z"),
            PostgresColumnKind.Time => Format(reader.GetDateTime(ordinal), ""),
            PostgresColumnKind.Day => reader.GetFieldValue<DateOnly>(ordinal) is var day && day == DateOnly.MaxValue ? "infinity"
                : day == DateOnly.MinValue ? "-infinity" : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => reader.GetString(ordinal),
        };
    }

    /// <summary>Milliseconds, or microseconds where the value has them. The driver gives the infinities as the ends of its own calendar.</summary>
    private static string Format(DateTime time, string zone)
    {
        if (time.Ticks == DateTime.MaxValue.Ticks)
            return "infinity";
        if (time.Ticks == DateTime.MinValue.Ticks)
            return "-infinity";
        bool isWhole = time.Ticks % TimeSpan.TicksPerMillisecond == 0;

        // The round-trip form is several times as fast as a custom format; a page has hundreds of these. yyyy-MM-ddTHH:mm:ss.fffffff
        Span<char> text = stackalloc char[27];
        DateTime.SpecifyKind(time, DateTimeKind.Unspecified).TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        return string.Concat(text[..(isWhole ? 23 : 26)], zone);
    }

    // A switch of the driver makes it return local times.
    private static DateTime Utc(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
}
