using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>The audit keys that this process knows the database to have; read again when a head names a generation that is not among them.</summary>
internal sealed class PostgresAuditKeys(GovernancePostgresDatabase database)
{
    // Replaced as a whole by whoever has read the table; records never change but for their first activation.
    private volatile IReadOnlyList<AuditKeyRecord> _known = [];

    /// <summary>Returns keys among which is that of every head, read in the caller's transaction where they are not known.</summary>
    internal async ValueTask<IReadOnlyList<AuditKeyRecord>> GetAsync(NpgsqlConnection connection, IReadOnlyList<(string RunId, RunHead? Head)> heads)
    {
        IReadOnlyList<AuditKeyRecord> known = _known;
        return heads.All(head => head.Head is null || known.Any(key => key.Generation == head.Head.KeyGeneration)) ? known : await ReadAsync(connection).ConfigureAwait(false);
    }

    internal async Task<IReadOnlyList<AuditKeyRecord>> ReadAsync(NpgsqlConnection connection)
    {
        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.AddCommand(database.Sql("SELECT kid, alg, generation, check_value FROM {schema}.audit_keys ORDER BY kid"));
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                List<AuditKeyRecord> keys = [];
                while (await reader.ReadAsync().ConfigureAwait(false))
                    keys.Add(new AuditKeyRecord(reader.GetString(0), reader.GetString(1), reader.BigintOrNull(2), reader.GetString(3)));
                _known = keys;
                return keys;
            }
        }
    }
}
