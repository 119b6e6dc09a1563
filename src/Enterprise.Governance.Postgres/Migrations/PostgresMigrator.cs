using System.Buffers.Binary;
using System.Data;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Enterprise.Governance.Postgres.Migrations;

/// <summary>Applies or validates the schema: everything that is missing in one transaction, under a lock that lets one process migrate at a time.</summary>
internal static class PostgresMigrator
{
    internal const string TrackingTable =
        """
        CREATE TABLE IF NOT EXISTS {schema}.schema_migrations (
            feature    text COLLATE "C" NOT NULL,
            number     integer          NOT NULL,
            name       text COLLATE "C" NOT NULL,
            checksum   text COLLATE "C" NOT NULL,
            applied_at timestamptz      NOT NULL,
            PRIMARY KEY (feature, number)
        );
        """;

    internal static async Task RunAsync(
        NpgsqlConnection connection, SqlIdentifier schema, PostgresFeatures features, SchemaMode mode, int timeoutSeconds, CancellationToken cancellationToken)
    {
        MigrationSession session = new(connection, schema, timeoutSeconds);
        IReadOnlyList<PostgresMigration> wanted = PostgresMigration.Load(features);

        // Looking needs no right to create, so a least privileged role may start under Apply once an owner has migrated.
        AppliedMigrations applied = await AppliedMigrations.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        applied.RequireKnown(wanted);
        if (mode == SchemaMode.Validate)
            applied.RequireAll(wanted);
        else if (!applied.HasTable || applied.Missing(wanted).Any())
            await ApplyAsync(session, wanted, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ApplyAsync(MigrationSession session, IReadOnlyList<PostgresMigration> wanted, CancellationToken cancellationToken)
    {
        // READ COMMITTED: what is read after the lock includes what its last holder committed.
        NpgsqlTransaction transaction = await session.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await session.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", cancellationToken, LockKey(session.Schema)).ConfigureAwait(false);

            // Not IF NOT EXISTS: that asks for the right to create schemas even where an administrator has made this one.
            if (await session.ScalarAsync("SELECT to_regnamespace($1) IS NULL", cancellationToken, session.Schema.Quoted).ConfigureAwait(false) is true)
                await session.ExecuteAsync("CREATE SCHEMA {schema}", cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync(TrackingTable, cancellationToken).ConfigureAwait(false);
            AppliedMigrations applied = await AppliedMigrations.ReadAsync(session, cancellationToken).ConfigureAwait(false);
            applied.RequireKnown(wanted);
            foreach (PostgresMigration migration in applied.Missing(wanted))
            {
                await session.ExecuteAsync(migration.Sql, cancellationToken).ConfigureAwait(false);
                await session.ExecuteAsync(
                    "INSERT INTO {schema}.schema_migrations (feature, number, name, checksum, applied_at) VALUES ($1, $2, $3, $4, clock_timestamp())",
                    cancellationToken, migration.FeatureName, migration.Number, migration.Name, migration.Checksum).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static long LockKey(SqlIdentifier schema) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"governance-migrations\n{schema.Name}")));
}
