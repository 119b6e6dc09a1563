using Enterprise.Governance.Ledger;
using Npgsql;
using PipelineWorker;
using Microsoft.Extensions.DependencyInjection;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>The primary dies and its standby takes over, under a host that writes all the time and is not restarted.</summary>
public sealed class FailoverTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int ReceiptsOfEach = 40;

    private ReplicatedServers _servers = null!;

    public async ValueTask InitializeAsync() => _servers = await ReplicatedServers.CreateAsync();

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task Primary_StoppedHardAndStandbyPromoted_TheHostGoesOnAndEveryReceiptIsThere()
    {
        await using ServiceProvider host = WorkerHost.Open(_servers.ConnectionString(PostgresCluster.App), TimeProvider.System);
        await host.GetRequiredService<IPolicyEngine>().StartAsync();
        FailoverLoad load = new(host.GetRequiredService<IGovernance>());
        using CancellationTokenSource stop = new();
        Task writing = load.RunAsync(4, stop.Token);
        await load.WaitForReceiptsAsync(ReceiptsOfEach);

        await _servers.Primary.StopAsync(immediately: true);
        await load.WaitForFailuresAsync(4);
        int before = load.Receipts.Count;
        await _servers.Standby.PromoteAsync();
        await load.WaitForReceiptsAsync(before + ReceiptsOfEach);
        await stop.CancelAsync();
        await writing;

        load.Failures.Should().OnlyContain(static e => e.IsTransient && !e.Message.Contains("127.0.0.1"));
        ILedger ledger = host.GetRequiredService<ILedger>();
        foreach (IGrouping<string, AppendReceipt> run in load.Receipts.GroupBy(static r => r.RunId))
        {
            Dictionary<long, string> stored = [];
            await foreach (StoredEvent row in ledger.ReadAsync(run.Key))
                stored.Add(row.Seq, row.Hash);
            run.Should().OnlyContain(r => stored[r.Seq] == r.Hash, "what was handed out is there after the fail-over");
            (await ledger.VerifyAsync(run.Key, new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact);
        }

        load.Effects.Should().OnlyHaveUniqueItems("nothing runs twice");
        load.Completed.Should().BeSubsetOf(load.Effects);
        output.WriteLine($"{load.Receipts.Count} receipts, {load.Effects.Count} effects, {load.Completed.Count} completed, {load.InDoubt} in doubt, {load.Failures.Count} failures: {string.Join(' ', load.Failures.Select(static e => e.Code).Distinct())}");
    }

    [Fact]
    public async Task EveryStore_OnAStandbyThatIsPromoted_ReadsThenWrites()
    {
        await using NpgsqlDataSource app = NpgsqlDataSource.Create(_servers.ConnectionString(PostgresCluster.App)), refresher = NpgsqlDataSource.Create(_servers.ConnectionString(PostgresCluster.Refresher));
        await using (HostStores before = new(app, refresher, TimeSpan.FromSeconds(30)))
        {
            await before.PrepareAsync();
            foreach (StoreOperation operation in StoreOperation.Writes)
                await operation.PrepareAsync(before, operation.Id);
        }

        await using NpgsqlDataSource standby = NpgsqlDataSource.Create(_servers.OneServer(PostgresCluster.App, _servers.Standby)), standbyRefresher = NpgsqlDataSource.Create(_servers.OneServer(PostgresCluster.Refresher, _servers.Standby));
        await using HostStores stores = new(standby, standbyRefresher, TimeSpan.FromSeconds(30));
        foreach (StoreOperation operation in StoreOperation.Reads)
            await operation.RunAsync(stores, operation.Id);
        foreach (StoreOperation operation in StoreOperation.Writes)
            await operation.FailAsync(stores, "store_read_only");
        await _servers.Primary.StopAsync(immediately: true);
        await _servers.Standby.PromoteAsync();

        foreach (StoreOperation operation in StoreOperation.Writes)
            (await operation.TryAsync(stores, operation.Id)).Should().BeNull("{0} goes on", operation.Name);
        await using NpgsqlDataSource owner = NpgsqlDataSource.Create(_servers.OneServer(PostgresCluster.Owner, _servers.Standby));
        await Wholeness.CheckAsync(sql => PostgresTestDatabase.ScalarAsync(owner, sql), stores.Ledger);
    }

    [Fact]
    public async Task Standby_ThatIsGone_LeavesNoReceiptThatItDoesNotHave()
    {
        await using NpgsqlDataSource app = NpgsqlDataSource.Create(_servers.OneServer(PostgresCluster.App, _servers.Primary)), refresher = NpgsqlDataSource.Create(_servers.OneServer(PostgresCluster.Refresher, _servers.Primary));
        await using HostStores stores = new(app, refresher, TimeSpan.FromSeconds(1));
        await stores.PrepareAsync();
        StoreOperation[] operations = [.. StoreOperation.Writes.Where(static operation => operation.Name is "append" or "cost hold" or "policy write")];
        await _servers.Standby.StopAsync();

        // The server commits by itself when the driver gives up waiting, and says so in a warning alone.
        foreach (StoreOperation operation in operations)
            await operation.FailAsync(stores, "store_timeout");
        await _servers.Standby.StartAsync();

        foreach (StoreOperation operation in operations)
            (await operation.TryAsync(stores, operation.Id)).Should().BeNull("{0} goes on", operation.Name);
    }
}
