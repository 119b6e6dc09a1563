using Enterprise.Governance;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Sqlite;
using Npgsql;

/// <summary>Archives the runs of a database until it is killed or none is left; says which have left.</summary>
internal static class Archiving
{
    internal static async Task RunAsync(string kind, string location, string secret, string signingKey, string directory)
    {
        if (kind == "sqlite")
        {
            await using GovernanceSqliteDatabase file = new(new GovernanceSqliteOptions { ConnectionString = location, Features = SqliteFeatures.Ledger | SqliteFeatures.Anchoring, SchemaMode = SchemaMode.Validate });
            await RunAsync(new SqliteAnchorStore(file), secret, signingKey, directory);
            return;
        }

        await using NpgsqlDataSource dataSource = new NpgsqlSlimDataSourceBuilder(location).Build();
        await using GovernancePostgresDatabase database = new(dataSource, new GovernancePostgresOptions { Features = PostgresFeatures.Ledger | PostgresFeatures.Anchoring, SchemaMode = SchemaMode.Validate });
        await RunAsync(new PostgresAnchorStore(database), secret, signingKey, directory);
    }

    private static async Task RunAsync(IAnchorStore store, string secret, string signingKey, string directory)
    {
        using RunArchiver archiver = new(store, new AuditKeyRing(new AuditKey("k0", secret)), new AnchoringOptions { SigningKey = signingKey, LeaseLifetime = TimeSpan.FromSeconds(1) });
        Console.WriteLine("begin");
        while (true)
        {
            try
            {
                await foreach (ArchiveResult result in archiver.ArchiveAsync(new ArchiveRequest { Before = DateTimeOffset.MaxValue, Directory = directory }))
                    Console.WriteLine($"{result.Outcome} {result.RunId}");
                Console.WriteLine("end");
                return;
            }
            catch (GovernanceException e) when (e.IsTransient)
            {
                // The lease of a worker that was killed runs out.
            }
        }
    }
}
