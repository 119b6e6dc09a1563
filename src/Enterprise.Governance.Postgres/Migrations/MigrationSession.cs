using Npgsql;
using NpgsqlTypes;

namespace Enterprise.Governance.Postgres.Migrations;

/// <summary>A connection that migrates one schema.</summary>
internal sealed record MigrationSession(NpgsqlConnection Connection, SqlIdentifier Schema, int TimeoutSeconds)
{
    internal async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        NpgsqlCommand command = Command(sql, parameters);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    internal async Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        NpgsqlCommand command = Command(sql, parameters);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    internal NpgsqlCommand Command(string sql, params object[] parameters)
    {
        NpgsqlCommand command = new(GovernancePostgresDatabase.Sql(sql, Schema), Connection) { CommandTimeout = TimeoutSeconds };
        foreach (object parameter in parameters)
        {
            NpgsqlDbType type = parameter switch
            {
                long => NpgsqlDbType.Bigint,
                int => NpgsqlDbType.Integer,
                _ => NpgsqlDbType.Text,
            };
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = parameter });
        }

        return command;
    }
}
