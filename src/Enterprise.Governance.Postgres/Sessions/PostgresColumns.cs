using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Columns that may be NULL, and times.</summary>
internal static class PostgresColumns
{
    internal static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    internal static long? BigintOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    /// <summary>Reads a <c>timestamptz</c>, which the driver returns in UTC.</summary>
    internal static DateTimeOffset Time(this NpgsqlDataReader reader, int column) => new(reader.GetDateTime(column));

    internal static DateTimeOffset? TimeOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Time(column);
}
