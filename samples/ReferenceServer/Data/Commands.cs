using Npgsql;
using NpgsqlTypes;

namespace ReferenceServer.Data;

/// <summary>Positional parameters with their types.</summary>
internal static class Commands
{
    internal static NpgsqlCommand AddText(this NpgsqlCommand command, string? value)
    {
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value });
        return command;
    }

    internal static NpgsqlCommand AddSeconds(this NpgsqlCommand command, TimeSpan value)
    {
        command.Parameters.Add(new NpgsqlParameter<double> { NpgsqlDbType = NpgsqlDbType.Double, TypedValue = value.TotalSeconds });
        return command;
    }

    internal static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
