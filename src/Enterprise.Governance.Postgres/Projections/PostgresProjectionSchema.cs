using System.Data;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Makes the views behind projections, or checks them, as the schema mode says.</summary>
internal static class PostgresProjectionSchema
{
    internal static async ValueTask EnsureAsync(GovernancePostgresDatabase database, IReadOnlyList<ProjectionDefinition> definitions, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (database.SchemaMode == SchemaMode.None || definitions.Count == 0)
            return;
        try
        {
            NpgsqlConnection connection = await database.DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                // Looking needs no ownership, so a least privileged role may start under Apply once an owner has.
                PostgresProjectionChange[] changes = await FindChangesAsync(database, connection, definitions, cancellationToken).ConfigureAwait(false);
                if (changes.Length == 0)
                    return;
                if (database.SchemaMode == SchemaMode.Validate)
                    throw new GovernanceException("schema_mismatch", $"the projection `{changes[0].Definition.Name}` is missing or differs from its definition; start the host once with SchemaMode Apply");
                await ApplyAsync(database, connection, definitions, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure && failure != e)
        {
            throw failure;
        }
    }

    private static async Task ApplyAsync(GovernancePostgresDatabase database, NpgsqlConnection connection, IReadOnlyList<ProjectionDefinition> definitions, CancellationToken cancellationToken)
    {
        // READ COMMITTED: what is read after a lock includes what its last holder committed. Two hosts that start together: the second finds nothing left to do.
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            PostgresProjectionSession session = new(database, connection);
            await session.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('projections', $name${schema}.projections$name$::regclass::oid::bigint))", cancellationToken).ConfigureAwait(false);
            foreach (PostgresProjectionChange change in await FindChangesAsync(database, connection, definitions, cancellationToken).ConfigureAwait(false))
            {
                // A refresh of the old form ends first. Its lock has a number only where there is one.
                await session.ExecuteAsync("SELECT pg_advisory_xact_lock({schema}.projection_lock_key($1))", cancellationToken, change.Definition.Name).ConfigureAwait(false);
                await change.ApplyAsync(session, cancellationToken).ConfigureAwait(false);
            }

            await session.ExecuteAsync("SELECT {schema}.projection_grant()", cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<PostgresProjectionChange[]> FindChangesAsync(
        GovernancePostgresDatabase database, NpgsqlConnection connection, IReadOnlyList<ProjectionDefinition> definitions, CancellationToken cancellationToken)
    {
        Dictionary<string, (string Digest, string Mode, string Source, char? Kind)> known = new(StringComparer.Ordinal);
        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.AddCommand(database.Sql(
                """
                SELECT p.name, p.digest, p.mode, p.source, c.relkind::text
                FROM {schema}.projections p LEFT JOIN pg_catalog.pg_class c ON c.relname = p.name AND c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $1)
                """)).AddText(database.Schema);
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    known[reader.GetString(0)] = (reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.TextOrNull(4)?[0]);
            }
        }

        List<PostgresProjectionChange> changes = [];
        foreach (ProjectionDefinition definition in definitions)
        {
            bool isKnown = known.TryGetValue(definition.Name, out (string Digest, string Mode, string Source, char? Kind) row);
            string digest = DigestOf(definition), mode = NameOf(definition.Mode);
            if (!isKnown && definition.Sql is null)
                throw new GovernanceException("schema_mismatch", $"the projection `{definition.Name}` has no query and is none of the library's; run `governance migrate`, or set SchemaMode to Apply");
            if (!isKnown || row.Digest != digest || row.Mode != mode || row.Kind is null)
                changes.Add(new PostgresProjectionChange(definition, digest, mode, isKnown ? row.Source : SourceOf(definition.Name), row.Kind));
        }

        return [.. changes];
    }

    private static string NameOf(ProjectionMode mode) => mode == ProjectionMode.Incremental ? "incremental" : "materialized";

    private static string DigestOf(ProjectionDefinition definition) =>
        definition.Sql is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"1\n{string.Join(',', definition.Key)}\n{definition.Sql}")));

    private static string SourceOf(string name) => $"projection_source_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16]}";
}
