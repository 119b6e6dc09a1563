using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Projections;

public sealed class DirtyFeedTests
{
    [Theory]
    [InlineData(ProjectionMode.Materialized)]
    [InlineData(ProjectionMode.Incremental)]
    public async Task OpenTransactionOfAppends_LosesNoDirtyRow(ProjectionMode mode)
    {
        await using GovernedRuns runs = await GovernedRuns.CreateAsync(mode);
        PostgresProjectionStore store = runs.Projections.Open();
        await runs.CreateRunAsync("open");
        await runs.CreateRunAsync("other");
        await store.RefreshAsync(GovernedRuns.Runs, default);
        await using NpgsqlConnection connection = await runs.Projections.Database.AppDataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await runs.Ledger.AppendAsync(transaction, [new AppendRequest("open", [runs.Event("host.noted")], null, null, null)], runs.Sealer, default);

        for (int i = 0; i < 3; i++)
        {
            await runs.Ledger.AppendAsync(new AppendRequest("other", [runs.Event("host.noted")], null, null, null), runs.Sealer, default);
            await store.RefreshAsync(GovernedRuns.Runs, default);
        }

        long[] before = [await SeqAsync(store, "open"), await SeqAsync(store, "other")];
        await transaction.CommitAsync();
        ProjectionStatus dirty = await store.GetStatusAsync(GovernedRuns.Runs, default);
        await store.RefreshAsync(GovernedRuns.Runs, default);

        before.Should().Equal(1, 4);
        dirty.IsDirty.Should().BeTrue("its note has a lower id than those that were consumed");
        (await SeqAsync(store, "open")).Should().Be(2);
        (await runs.CountAsync("SELECT count(*) FROM governance.projection_dirty WHERE projection = 'runs_mv'")).Should().Be(0);
    }

    [Fact]
    public async Task Consumer_WhoStays_KeepsNoWriterWaiting()
    {
        await using GovernedRuns runs = await GovernedRuns.CreateAsync();
        PostgresProjectionStore store = runs.Projections.Open();
        await runs.CreateRunAsync("r1");
        await using NpgsqlConnection consumer = await runs.Projections.Database.OwnerDataSource.OpenConnectionAsync();
        await PostgresCluster.ExecuteAsync(consumer, "BEGIN; SELECT governance.projection_refresh('runs_mv', false)");

        await runs.CreateRunAsync("r2");
        await runs.MoveAsync("r1", RunState.Completed);
        (await store.QueryAsync(GovernedRuns.Runs, new ProjectionQuery("runs_mv"), default)).Rows.Should().BeEmpty("the refresh has not committed");
        await PostgresCluster.ExecuteAsync(consumer, "COMMIT");
        await store.RefreshAsync(GovernedRuns.Runs, default);

        ProjectionPage page = await store.QueryAsync(GovernedRuns.Runs, new ProjectionQuery("runs_mv"), default);
        page.Rows.Select((_, i) => $"{page.Value(i, "run_id")} {page.Value(i, "state")}").Should().Equal("r1 completed", "r2 running");
    }

    [Fact]
    public async Task Settlement_WithoutAnEvent_ShowsInTheBudget()
    {
        await using GovernedRuns runs = await GovernedRuns.CreateAsync(ProjectionMode.Incremental);
        PostgresProjectionStore store = runs.Projections.Open();
        await runs.CreateRunAsync("r1");
        await store.RefreshAsync(GovernedRuns.Runs, default);

        await using NpgsqlCommand settle = runs.Projections.Database.AppDataSource.CreateCommand(
            "SELECT governance.cost_settle('acme', 'r1', 'c1', 'llm', NULL, NULL, 'm', true, 1, NULL, 1, NULL, NULL, 2, false, 2, 7, NULL, NULL)");
        await settle.ExecuteNonQueryAsync();
        await store.RefreshAsync(GovernedRuns.Runs, default);

        ((string)(await store.QueryAsync(GovernedRuns.Runs, new ProjectionQuery("runs_mv"), default)).Value(0, "budget")!).Should().Contain("\"cost_units\" : 7");
    }

    [Theory]
    [InlineData(ProjectionMode.Materialized)]
    [InlineData(ProjectionMode.Incremental)]
    public async Task Approval_WhoseTimeIsOver_LapsesWithoutAnyWrite(ProjectionMode mode)
    {
        await using GovernedRuns runs = await GovernedRuns.CreateAsync(mode);
        PostgresProjectionStore store = runs.Projections.Open();
        await runs.Projections.OwnerAsync(
            """
            INSERT INTO governance.approvals (run_id, approval_id, tenant_id, claim_key, digest, action, rules, state, created_at, expires_at, updated_at)
            VALUES ('r1', 'a1', 'acme', 'k', 'd', 'a', '[]', 'pending', now(), clock_timestamp() + interval '1 second', now())
            """);
        await runs.Projections.OwnerAsync("INSERT INTO governance.projection_dirty (projection, key) VALUES ('approvals_mv', 'a1')");
        await store.RefreshAsync(GovernedRuns.Approvals, default);
        string before = await StateAsync(store);

        // Only time passes from here on.
        while (await StateAsync(store) == "pending")
            await store.RefreshAsync(GovernedRuns.Approvals, default);

        (before, await StateAsync(store)).Should().Be(("pending", "expired"));
    }

    private static async Task<string> StateAsync(PostgresProjectionStore store) =>
        (string)(await store.QueryAsync(GovernedRuns.Approvals, new ProjectionQuery("approvals_mv"), default)).Value(0, "state")!;

    private static async Task<long> SeqAsync(PostgresProjectionStore store, string run)
    {
        ProjectionPage page = await store.QueryAsync(GovernedRuns.Runs, new ProjectionQuery("runs_mv") { Filters = [new ProjectionFilter("run_id", ProjectionOperator.Equal, run)] }, default);
        return (long)page.Value(0, "last_seq")!;
    }
}
