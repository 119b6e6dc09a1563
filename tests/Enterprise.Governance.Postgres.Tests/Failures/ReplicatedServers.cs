using System.Globalization;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>A primary and its synchronous standby, with a database that has every feature.</summary>
internal sealed class ReplicatedServers : IAsyncDisposable
{
    private ReplicatedServers(LocalPostgres primary, LocalPostgres standby, PostgresTestDatabase database) => (Primary, Standby, Database) = (primary, standby, database);

    internal LocalPostgres Primary { get; }

    internal LocalPostgres Standby { get; }

    /// <summary>Gets the database on the primary.</summary>
    internal PostgresTestDatabase Database { get; }

    internal static async Task<ReplicatedServers> CreateAsync()
    {
        LocalPostgres primary = await LocalPostgres.CreateOwnAsync();
        PostgresCluster cluster = await PostgresCluster.OfAsync(primary.ConnectionString);
        PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(cluster, PostgresFeatures.All);
        await new PostgresProjectionStore(new GovernancePostgresDatabase(database.OwnerDataSource, new GovernancePostgresOptions { Features = PostgresFeatures.All })).StartAsync([HostStores.List], default);
        LocalPostgres standby = await primary.CreateStandbyAsync();

        // Set after the copy was made: the standby, once promoted, has nobody to wait for.
        await cluster.ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = '*'");
        await cluster.ExecuteAsync("SELECT pg_reload_conf()");
        NpgsqlDataSource watch = database.OpenDataSource("postgres");
        while (await PostgresTestDatabase.ScalarAsync(watch, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") is not 1L)
            await PostgresTestDatabase.ScalarAsync(watch, "SELECT pg_sleep(0.01)");
        return new ReplicatedServers(primary, standby, database);
    }

    /// <summary>Builds the connection string that a host has: both servers, whichever is the primary.</summary>
    internal string ConnectionString(string role) => new NpgsqlConnectionStringBuilder(OneServer(role, Primary))
    {
        Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Primary.Port},127.0.0.1:{Standby.Port}"), TargetSessionAttributes = "primary", HostRecheckSeconds = 1,
    }.ConnectionString;

    /// <summary>Builds the connection string for one of the servers, whatever it is.</summary>
    internal string OneServer(string role, LocalPostgres server) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = Database.Name, Username = role, NoResetOnClose = true, Timeout = 10 }.ConnectionString;

    public ValueTask DisposeAsync()
    {
        Primary.Release();
        Standby.Release();
        return default;
    }
}
