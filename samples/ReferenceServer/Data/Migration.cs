using Enterprise.Governance;
using Enterprise.Governance.Postgres;
using Hangfire.PostgreSql;
using Npgsql;

namespace ReferenceServer.Data;

/// <summary>Role <c>migrate</c>: makes all three schemas as their owner, and gives the application's role what it needs in them. Running it again changes nothing.</summary>
internal static class Migration
{
    /// <param name="dataSource">Connections of the owner.</param>
    /// <param name="roles">Roles for the application, the refresher and the auditor; without the first, no rights are given. The application does the work of those that are missing.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    internal static async Task RunAsync(NpgsqlDataSource dataSource, (string? App, string? Refresher, string? Auditor) roles, CancellationToken cancellationToken)
    {
        // For as long as the connection is held: the queue's installer knows of no other that runs.
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT pg_advisory_lock(hashtextextended('reference migration', 0))", cancellationToken);
        try
        {
            await using (GovernancePostgresDatabase database = new(dataSource, new GovernancePostgresOptions { SchemaMode = SchemaMode.Apply, Features = PostgresFeatures.All }))
                await database.OpenAsync(cancellationToken);
            await ReferenceSchema.ApplyAsync(dataSource, cancellationToken);
            await using (NpgsqlConnection queue = await dataSource.OpenConnectionAsync(cancellationToken))
                PostgreSqlObjectsInstaller.Install(queue, "hangfire");
            if (roles.App is not { } app)
                return;
            await ExecuteAsync(connection, GovernancePostgresSchema.GrantScript(PostgresFeatures.All, app, roles.Refresher ?? app, roles.Auditor ?? app), cancellationToken);
            string grants = await ReferenceSchema.ReadAsync("grants.sql", cancellationToken);
            await ExecuteAsync(connection, grants.Replace("{app}", $"\"{app.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", StringComparison.Ordinal), cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, "SELECT pg_advisory_unlock(hashtextextended('reference migration', 0))", CancellationToken.None);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
