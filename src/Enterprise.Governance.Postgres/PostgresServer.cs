using System.Globalization;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>What a server must be for the stores to keep their promises.</summary>
internal static class PostgresServer
{
    private const int MinVersion = 150000;

    internal static async Task RequireSupportedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new("SELECT current_setting('server_version_num')::integer, current_setting('default_transaction_isolation')", connection);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                Require(reader.GetInt32(0), reader.GetString(1));
            }
        }
    }

    internal static void Require(int version, string isolation)
    {
        if (version < MinVersion)
        {
            throw new GovernanceException("server_unsupported", string.Create(
                CultureInfo.InvariantCulture, $"the server is PostgreSQL {version / 10000}.{version % 10000}; Enterprise.Governance needs PostgreSQL 15 or later"));
        }

        // Stores lock first and read afterwards: a snapshot from before the lock would show them what was true before.
        if (!string.Equals(isolation, "read committed", StringComparison.Ordinal))
        {
            throw new GovernanceException(
                "server_unsupported", $"`default_transaction_isolation` is `{isolation}` for this role; run `ALTER ROLE … SET default_transaction_isolation = 'read committed'`");
        }
    }
}
