using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>A database behind a proxy, the stores of a host on it, and the ways in which the server can fail them.</summary>
internal sealed class TroubledServer : IAsyncDisposable
{
    private const int MaxConnections = 30;

    private static readonly string[] Tables =
    [
        "run_events", "run_heads", "run_append_keys", "runs", "approvals", "action_claims", "cost_runs", "cost_holds", "cost_usage", "cost_daily", "rate_limit_windows", "policy_sets", "policy_activations",
    ];

    private readonly PostgresTestDatabase _database;
    private readonly NpgsqlDataSource[] _sources;
    private readonly List<NpgsqlConnection> _taken = [];

    private TroubledServer(PostgresTestDatabase database, TimeSpan commandTimeout)
    {
        _database = database;
        NpgsqlConnectionStringBuilder server = new(database.AppDataSource.ConnectionString);
        Proxy = new PostgresProxy(server.Host!, server.Port);
        _sources = [Open(PostgresCluster.App), Open(PostgresCluster.Refresher)];
        Stores = new HostStores(_sources[0], _sources[1], commandTimeout);
    }

    internal HostStores Stores { get; }

    internal PostgresProxy Proxy { get; }

    /// <summary>Gets the app's connections, through the proxy.</summary>
    internal NpgsqlDataSource App => _sources[0];

    internal static async Task<TroubledServer> CreateAsync(TimeSpan commandTimeout)
    {
        TroubledServer server = new(await PostgresTestDatabase.CreateAsync(PostgresFeatures.All), commandTimeout);
        await new PostgresProjectionStore(new GovernancePostgresDatabase(server._database.OwnerDataSource, new GovernancePostgresOptions { Features = PostgresFeatures.All })).StartAsync([HostStores.List], default);
        await server.Stores.PrepareAsync();
        return server;
    }

    /// <summary>Opens the stores as a process would that starts now.</summary>
    internal HostStores OpenAgain() => new(Open(PostgresCluster.App), Open(PostgresCluster.Refresher), TimeSpan.FromSeconds(30));

    internal async Task BeginAsync(ServerTrouble trouble)
    {
        switch (trouble)
        {
            case ServerTrouble.Gone:
                Proxy.Stop();
                break;
            case ServerTrouble.Silent:
                Proxy.Stall();
                break;
            case ServerTrouble.ReadOnly:
                await AlterAsync("SET default_transaction_read_only = on");
                break;
            case ServerTrouble.Full:
                await AlterAsync("CONNECTION LIMIT 0");
                break;
            default:
                foreach (NpgsqlDataSource source in _sources)
                {
                    for (int i = 0; i < MaxConnections; i++)
                        _taken.Add(await source.OpenConnectionAsync());
                }

                break;
        }
    }

    internal async Task EndAsync(ServerTrouble trouble)
    {
        switch (trouble)
        {
            case ServerTrouble.Gone:
                Proxy.Start();
                break;
            case ServerTrouble.Silent:
                Proxy.Flow();
                break;
            case ServerTrouble.ReadOnly:
                await AlterAsync("RESET default_transaction_read_only");
                break;
            case ServerTrouble.Full:
                await AlterAsync("CONNECTION LIMIT -1");
                break;
            default:
                foreach (NpgsqlConnection connection in _taken)
                    await connection.DisposeAsync();
                break;
        }
    }

    internal Task<object?> OwnerAsync(string sql) => PostgresTestDatabase.ScalarAsync(_database.OwnerDataSource, sql);

    /// <summary>Returns a digest of all that the stores keep.</summary>
    internal async Task<string> StateAsync() => (string)(await OwnerAsync("SELECT md5(" + string.Join(" || ", Tables.Select(
        static table => $"(SELECT coalesce(string_agg(t::text, '' ORDER BY t::text), '') FROM governance.{table} t)")) + ")"))!;

    internal Task CheckWholeAsync() => Wholeness.CheckAsync(OwnerAsync, Stores.Ledger);

    /// <summary>Changes the database, and ends the sessions that began before.</summary>
    private async Task AlterAsync(string change)
    {
        PostgresCluster cluster = await PostgresCluster.GetAsync();
        await cluster.ExecuteAsync($"ALTER DATABASE {_database.Name} {change}");
        await cluster.ExecuteAsync($"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{_database.Name}'");
        _database.OwnerDataSource.Clear();
    }

    private NpgsqlDataSource Open(string role) => _database.OpenDataSource(
        role, c => (c.Host, c.Port, c.Timeout, c.CancellationTimeout, c.MaxPoolSize, c.NoResetOnClose) = ("127.0.0.1", Proxy.Port, 2, 100, MaxConnections, true));

    public async ValueTask DisposeAsync()
    {
        await Stores.DisposeAsync();
        await _database.DisposeAsync();
        await Proxy.DisposeAsync();
    }
}
