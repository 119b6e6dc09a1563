using System.Globalization;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Values of columns: what a host is shown, and the exact text by which a cursor names them.</summary>
internal static class PostgresProjectionValues
{
    internal static object? Show(NpgsqlDataReader reader, int ordinal, PostgresColumnKind kind, bool canBeNull)
    {
        if (canBeNull && reader.IsDBNull(ordinal))
            return null;
        return kind switch
        {
            PostgresColumnKind.Integer => reader.GetInt64(ordinal),
            PostgresColumnKind.Double => reader.GetDouble(ordinal),
            PostgresColumnKind.Real => double.Parse(reader.GetString(ordinal), NumberStyles.Float, CultureInfo.InvariantCulture),
            PostgresColumnKind.Text => reader.GetString(ordinal),
            _ => TextOfValue(reader, ordinal, kind),
        };
    }

    /// <summary>Returns the text that, cast to the column's type, is the very value.</summary>
    internal static string? TextOf(NpgsqlDataReader reader, int ordinal, PostgresColumnKind kind) => reader.IsDBNull(ordinal) ? null : TextOfValue(reader, ordinal, kind);

    private static string TextOfValue(NpgsqlDataReader reader, int ordinal, PostgresColumnKind kind)
    {
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
        int length = time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? 23 : 26;
        return string.Create(length + zone.Length, (time, length, zone), static (text, s) =>
        {
            // yyyy-MM-ddTHH:mm:ss.ffffff by hand: a page has hundreds of these, and a format string costs five times as much.
            (int year, int month, int day) = s.time;
            Digits(text[..4], year);
            text[4] = text[7] = '-';
            Digits(text[5..7], month);
            Digits(text[8..10], day);
            text[10] = 'T';
            Digits(text[11..13], s.time.Hour);
            text[13] = text[16] = ':';
            Digits(text[14..16], s.time.Minute);
            Digits(text[17..19], s.time.Second);
            text[19] = '.';
            Digits(text[20..23], s.time.Millisecond);
            if (s.length > 23)
                Digits(text[23..26], s.time.Microsecond);
            s.zone.CopyTo(text[s.length..]);
        });
    }

    private static void Digits(Span<char> text, int number)
    {
        for (int i = text.Length - 1; i >= 0; i--, number /= 10)
            text[i] = (char)('0' + (number % 10));
    }

    // A switch of the driver makes it return local times.
    private static DateTime Utc(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
}
