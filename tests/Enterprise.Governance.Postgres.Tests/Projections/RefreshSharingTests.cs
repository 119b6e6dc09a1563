using Enterprise.Governance.Conformance;
using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Projections;

public sealed class RefreshSharingTests : IAsyncLifetime
{
    private static readonly ProjectionDefinition Orders = new("orders_list", "SELECT id, customer, total, labels FROM orders", "id");

    private readonly List<MetricRecorder> _meters = [];
    private ProjectionDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await ProjectionDatabase.CreateAsync();
        await _database.OpenAsOwner().StartAsync([Orders], default);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _meters.ForEach(static meters => meters.Dispose());
    }

    [Fact]
    public async Task Refresh_OfManyProcesses_OneAtATimeAndTheWaitingShareOneMore()
    {
        PostgresProjectionStore[] stores = [.. Enumerable.Range(0, 8).Select(_ => Open())];
        await using NpgsqlConnection holder = await HoldAsync();
        Task first = stores[0].RefreshAsync(Orders, default).AsTask();
        await UntilAsync("granted", 1);
        await _database.InsertAsync([new ProjectedOrder("o1", "Ann", 1, "[]")]);
        Task[] others = [.. stores[1..].Select(store => store.RefreshAsync(Orders, default).AsTask())];
        await UntilAsync("NOT granted", 7);

        (await CountAsync("granted")).Should().Be(1, "one at a time");
        (await stores[3].GetStatusAsync(Orders, default)).IsRunning.Should().BeTrue();
        (await stores[3].QueryAsync(Orders, new ProjectionQuery("orders_list"), default)).Rows.Should().BeEmpty("a refresh that runs blocks no reader");
        await ReleaseAsync(holder);
        await Task.WhenAll([first, .. others]);

        Outcomes("refreshed").Should().Be(2);
        Outcomes("shared").Should().Be(6);
        (await stores[5].QueryAsync(Orders, new ProjectionQuery("orders_list"), default)).Rows.Should().HaveCount(1);
        (await stores[3].GetStatusAsync(Orders, default)).IsRunning.Should().BeFalse();
    }

    [Fact]
    public async Task Refresh_OfOneProcess_WhatArrivesMeanwhileIsOneMore()
    {
        PostgresProjectionStore store = Open();
        await using NpgsqlConnection holder = await HoldAsync();
        Task first = store.RefreshAsync(Orders, default).AsTask();
        await UntilAsync("granted", 1);
        Task[] others = [.. Enumerable.Range(0, 50).Select(_ => store.RefreshAsync(Orders, default).AsTask())];
        (await CountAsync("NOT granted")).Should().Be(0, "waiting takes no connection");
        await ReleaseAsync(holder);
        await Task.WhenAll([first, .. others]);

        Outcomes("refreshed").Should().Be(2);
    }

    [Fact]
    public async Task Refresh_Cancelled_GoesOn()
    {
        PostgresProjectionStore store = Open();
        await _database.InsertAsync([new ProjectedOrder("o1", "Ann", 1, "[]")]);
        await using NpgsqlConnection holder = await HoldAsync();
        using CancellationTokenSource cancellation = new();
        Task waiting = store.RefreshAsync(Orders, cancellation.Token).AsTask();
        await UntilAsync("granted", 1);
        await cancellation.CancelAsync();
        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        await ReleaseAsync(holder);
        await UntilAsync("granted", 0);

        (await store.QueryAsync(Orders, new ProjectionQuery("orders_list"), default)).Rows.Should().HaveCount(1);
    }

    private PostgresProjectionStore Open()
    {
        MetricRecorder meters = new();
        _meters.Add(meters);
        return _database.Open(meters: meters);
    }

    private int Outcomes(string outcome) => _meters.SelectMany(static meters => meters.Lines)
        .Count(line => line == $"{ProjectionsDiagnostics.Refreshes} 1 {ProjectionsDiagnostics.ProjectionTag}=orders_list {ProjectionsDiagnostics.OutcomeTag}={outcome}");

    /// <summary>Takes a lock that a refresh needs at its end, and no reader does, so that a refresh stays under way.</summary>
    private async Task<NpgsqlConnection> HoldAsync()
    {
        NpgsqlConnection connection = await _database.Database.OwnerDataSource.OpenConnectionAsync();
        await PostgresCluster.ExecuteAsync(connection, "BEGIN; SELECT FROM governance.projections FOR UPDATE");
        return connection;
    }

    private static Task ReleaseAsync(NpgsqlConnection holder) => PostgresCluster.ExecuteAsync(holder, "ROLLBACK");

    private async Task<long> CountAsync(string state) => (long)(await _database.OwnerAsync(
        $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND {state} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))!;

    private async Task UntilAsync(string state, long count)
    {
        while (await CountAsync(state) != count)
            await Task.Yield();
    }
}
