using CsCheck;
using Enterprise.Governance.Conformance;
using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Projections;

public sealed class IncrementalTests
{
    private static readonly ProjectionDefinition ByCustomer = new(
        "orders_by_customer", "SELECT customer, total % 2 AS parity, count(*) AS orders, sum(total) AS total FROM orders WHERE customer IS NOT NULL GROUP BY 1, 2", "customer", "parity")
    {
        Mode = ProjectionMode.Incremental,
    };

    /// <summary>Random changes by several writers, each marking what it changes in its own transaction, some undone, while two processes refresh.</summary>
    [Fact]
    public async Task Refresh_UnderRandomConcurrentChanges_EqualsAFullComputation()
    {
        await using ProjectionDatabase database = await ProjectionDatabase.CreateAsync();
        await database.OpenAsOwner().StartAsync([ByCustomer], default);
        PostgresProjectionStore[] stores = [database.Open(), database.Open()];
        Gen<(int Id, int Customer, int Total, int Kind)> change = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 9]);
        await change.Array[1, 15].Array[3].SampleAsync(
            async writers =>
            {
                using CancellationTokenSource writing = new();
                Task[] refreshing = [.. stores.Select(async store =>
                {
                    while (!writing.IsCancellationRequested)
                        await store.RefreshAsync(ByCustomer, default);
                })];
                await Task.WhenAll(writers.Select((changes, writer) => WriteAsync(database, stores[writer % 2], writer, changes)));
                await writing.CancelAsync();
                await Task.WhenAll(refreshing);
                await stores[0].RefreshAsync(ByCustomer, default);
                return (await database.OwnerAsync("SELECT string_agg(t::text, ';' ORDER BY t) FROM governance.orders_by_customer t")) as string
                    == (await database.OwnerAsync($"SELECT string_agg(t::text, ';' ORDER BY t) FROM ({ByCustomer.Sql}) t")) as string
                    && (await database.OwnerAsync("SELECT governance.projection_differences('orders_by_customer')")) is 0L;
            },
            iter: 12, threads: 1);
    }

    [Fact]
    public async Task Rebuild_Verify_CountsWhatNobodyMarkedAndRepairsIt()
    {
        await using GovernedRuns runs = await GovernedRuns.CreateAsync(ProjectionMode.Incremental);
        PostgresProjectionStore store = runs.Projections.Open();
        for (int i = 0; i < 5; i++)
            await runs.CreateRunAsync($"r{i}");
        (await store.RebuildAsync(GovernedRuns.Runs, verify: true, default)).Differences.Should().Be(0, "what was marked is taken in first");
        await runs.Projections.OwnerAsync("UPDATE governance.runs_mv SET title = 'Another' WHERE run_id = 'r1'");
        await runs.Projections.OwnerAsync("DELETE FROM governance.runs_mv WHERE run_id = 'r2'");
        await runs.Projections.OwnerAsync("INSERT INTO governance.runs_mv (run_id, tenant) VALUES ('ghost', 'acme')");

        ProjectionRebuild found = await store.RebuildAsync(GovernedRuns.Runs, verify: true, default);
        ProjectionRebuild clean = await store.RebuildAsync(GovernedRuns.Runs, verify: true, default);

        (found.Differences, clean.Differences).Should().Be((3, 0));
        clean.Status.AsOf.Should().BeAfter(found.Status.AsOf);
        (await store.RebuildAsync(GovernedRuns.Runs, verify: false, default)).Differences.Should().BeNull();
        (await store.QueryAsync(GovernedRuns.Runs, new ProjectionQuery("runs_mv"), default)).Rows.Should().HaveCount(5);
    }

    [Fact]
    public async Task Mode_SwitchedForthAndBack_KeepsNameColumnsRowsAndRights()
    {
        await using GovernedRuns runs = await GovernedRuns.CreateAsync();
        PostgresProjectionStore store = runs.Projections.Open();
        await runs.CreateRunAsync("r1");
        ProjectionPage? before = null;
        foreach (ProjectionMode mode in (ProjectionMode[])[ProjectionMode.Materialized, ProjectionMode.Incremental, ProjectionMode.Materialized])
        {
            await runs.Projections.OpenAsOwner(PostgresFeatures.All).StartAsync([GovernedRuns.Definition(mode), GovernedRuns.ApprovalsDefinition(mode)], default);
            await store.RefreshAsync(GovernedRuns.Runs, default);
            ProjectionPage page = await store.QueryAsync(GovernedRuns.Runs, new ProjectionQuery("runs_mv"), default);
            (await store.GetStatusAsync(GovernedRuns.Runs, default)).Mode.Should().Be(mode);
            page.Columns.Should().Equal((before ?? page).Columns);
            page.Rows.Should().ContainSingle().Which.Should().Equal((before ?? page).Rows[0]);
            (await runs.CountAsync("SELECT count(*) FROM pg_indexes WHERE schemaname = 'governance' AND tablename = 'runs_mv'")).Should().Be(5);
            (await runs.CountAsync("SELECT count(*) FROM pg_proc WHERE proname ~ '^projection_apply_[0-9a-f]{16}$'")).Should().Be(mode == ProjectionMode.Incremental ? 2 : 0);
            before = page;
        }
    }

    [Fact]
    public async Task MarkDirty_OfAKeyThatCannotBe_IsRefusedAndOneThatIsGoneRemovesItsRow()
    {
        await using ProjectionDatabase database = await ProjectionDatabase.CreateAsync();
        await database.InsertAsync([new ProjectedOrder("o1", "Ann", 1, "[]")]);
        await database.OpenAsOwner().StartAsync([ByCustomer], default);
        PostgresProjectionStore store = database.Open();
        Func<Task> mark = () => store.MarkDirtyAsync(ByCustomer, ["""["Ann", "one"]"""], null, default).AsTask();

        await mark.Should().ThrowAsync<ArgumentException>().WithMessage("a key does not fit the columns `customer`, `parity`*");
        await database.OwnerAsync("DELETE FROM public.orders");
        await store.RefreshAsync(ByCustomer, default);
        (await store.QueryAsync(ByCustomer, new ProjectionQuery("orders_by_customer"), default)).Rows.Should().HaveCount(1, "nobody marked it");
        await store.MarkDirtyAsync(ByCustomer, [ByCustomer.KeyOf("Ann", "1")], null, default);
        (await store.GetStatusAsync(ByCustomer, default)).IsDirty.Should().BeTrue();
        await store.RefreshAsync(ByCustomer, default);
        (await store.QueryAsync(ByCustomer, new ProjectionQuery("orders_by_customer"), default)).Rows.Should().BeEmpty();
    }

    private static async Task WriteAsync(ProjectionDatabase database, PostgresProjectionStore store, int writer, (int Id, int Customer, int Total, int Kind)[] changes)
    {
        foreach ((int id, int customer, int total, int kind) in changes)
        {
            await using NpgsqlConnection connection = await database.Database.OwnerDataSource.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            string name = $"'w{writer}o{id}'", of = $"'c{customer}'";
            List<string> touched = [];
            await using (NpgsqlCommand command = new(
                $"""
                WITH old AS (SELECT customer, total % 2 AS parity FROM public.orders WHERE id = {name}),
                     gone AS (DELETE FROM public.orders WHERE id = {name} AND {kind} < 2),
                     made AS (INSERT INTO public.orders SELECT {name}, {of}, {total}, '[]' WHERE {kind} >= 2
                              ON CONFLICT (id) DO UPDATE SET customer = excluded.customer, total = excluded.total RETURNING customer, total % 2 AS parity)
                SELECT customer, parity FROM old UNION ALL SELECT customer, parity FROM made
                """, connection, transaction))
            await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                    touched.Add(ByCustomer.KeyOf(reader.GetString(0), $"{reader.GetInt64(1)}"));
            }

            await store.MarkDirtyAsync(ByCustomer, touched, transaction, default);
            await (kind == 9 ? transaction.RollbackAsync() : transaction.CommitAsync());
        }
    }
}
