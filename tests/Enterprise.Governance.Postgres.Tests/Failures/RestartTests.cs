using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>A real server that is shut down, started again with few connections, and started again as it was.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private LocalPostgres _server = null!;
    private PostgresTestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalPostgres.CreateOwnAsync();
        _database = await PostgresTestDatabase.CreateAsync(await PostgresCluster.OfAsync(_server.ConnectionString), PostgresFeatures.All);
    }

    public ValueTask DisposeAsync()
    {
        _server.Release();
        return default;
    }

    [Fact]
    public async Task Server_ShutDownThenFullThenBack_FailsEachWriteWithItsCodeAndLosesNothing()
    {
        await new PostgresProjectionStore(new GovernancePostgresDatabase(_database.OwnerDataSource, new GovernancePostgresOptions { Features = PostgresFeatures.All })).StartAsync([HostStores.List], default);
        await using HostStores stores = new(_database.AppDataSource, _database.OpenDataSource(PostgresCluster.Refresher), TimeSpan.FromSeconds(30));
        await stores.PrepareAsync();
        foreach (StoreOperation operation in StoreOperation.Writes)
            await operation.PrepareAsync(stores, operation.Id);

        await _server.StopAsync();
        await FailAsync(stores, "store_unavailable");

        // What is left beside the connections of superusers, somebody else has.
        await _server.StartAsync("max_connections=5", "superuser_reserved_connections=3", "max_wal_senders=0");
        NpgsqlDataSource others = _database.OpenDataSource(PostgresCluster.Auditor);
        await using (NpgsqlConnection one = await others.OpenConnectionAsync(), two = await others.OpenConnectionAsync())
            await FailAsync(stores, "store_busy");
        await _server.StopAsync();
        await _server.StartAsync();

        foreach (StoreOperation operation in StoreOperation.Writes)
            (await operation.TryAsync(stores, operation.Id)).Should().BeNull("{0} goes on", operation.Name);
        _database.OwnerDataSource.Clear();
        await Wholeness.CheckAsync(sql => PostgresTestDatabase.ScalarAsync(_database.OwnerDataSource, sql), stores.Ledger);
    }

    private static async Task FailAsync(HostStores stores, string code)
    {
        foreach (StoreOperation operation in StoreOperation.Writes.Concat(StoreOperation.Reads))
            await operation.FailAsync(stores, code);
    }
}
