using Enterprise.Governance.Conformance;
using Enterprise.Governance.CostMetering;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Stores;

public sealed class PostgresCostStoreTests : CostStoreConformance
{
    private PostgresTestDatabase _database = null!;

    protected override int ModelRuns => 30;

    protected override ValueTask<ICostStore> OpenAsync() => new(new PostgresCostStore(_database.Open(Clock)));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.CostMetering);
    }

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Hold_ExpiredRows_AreRemovedBySomebodyElsesHold()
    {
        ICostStore store = await OpenAsync();
        for (int i = 0; i < 20; i++)
            await store.HoldAsync(Llm(NewScope(), "dead", 1, 0, CostLimits.Unlimited), default);
        Clock.Advance(Lifetime);

        await (await OpenAsync()).HoldAsync(Llm(NewScope(), "a", 1, 0, CostLimits.Unlimited), default);

        (await RowsAsync("cost_holds")).Should().Be(1);
    }

    [Fact]
    public async Task Operations_InATransactionThatIsUndone_LeaveNothing()
    {
        GovernancePostgresDatabase database = _database.Open(Clock);
        CostHold hold = Llm(NewScope(), "c", 5, 10, CostLimits.Unlimited);
        CostSettlement settlement = new(hold.Call, 5);
        await using NpgsqlConnection connection = await database.DataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using NpgsqlBatch batch = new(connection, transaction);
        PostgresCostOperations.AddLock(database, batch, [.. PostgresCostLocks.Of(hold), .. PostgresCostLocks.Of(settlement)]);
        PostgresCostOperations.AddHold(database, batch, hold);
        PostgresCostOperations.AddRenew(database, batch, hold.Call.Key, Lifetime * 2);
        PostgresCostOperations.AddSettle(database, batch, settlement);
        PostgresCostOperations.AddRelease(database, batch, hold.Call.Key);

        await using (NpgsqlDataReader reader = await batch.ExecuteReaderAsync())
        {
            await PostgresCostOperations.ReadLockAsync(reader);
            (await PostgresCostOperations.ReadHoldAsync(reader, hold)).IsGranted.Should().BeTrue();
            (await PostgresCostOperations.ReadRenewAsync(reader)).Should().Be(Start + (Lifetime * 2));
            (await PostgresCostOperations.ReadSettleAsync(reader)).Should().Be(new CostCharge(5, 0, IsRepeat: false, HeldUnits: 5, Start));
            (await PostgresCostOperations.ReadReleaseAsync(reader)).Should().BeFalse();
        }

        await transaction.RollbackAsync();
        (await RowsAsync("cost_holds") + await RowsAsync("cost_usage") + await RowsAsync("cost_runs") + await RowsAsync("cost_daily")).Should().Be(0);
    }

    [Fact]
    public async Task Renew_InFlight_IsWaitedForByAHoldOfTheSameQuotaInAnotherRun()
    {
        // At the moment of expiry: the renewal has seen an active hold and is not committed; the other run must not take its tokens.
        GovernancePostgresDatabase database = _database.Open(Clock);
        ICostStore store = new PostgresCostStore(database);
        GovernanceScope scope = NewScope();
        CostQuota quota = new(CostScopeKind.Tenant, scope.Tenant, 100);
        CostHold first = Llm(scope, "c1", 1, 60, CostLimits.Unlimited, quota);
        await store.HoldAsync(first, default);
        Clock.Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        await using NpgsqlConnection connection = await database.DataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using NpgsqlBatch batch = new(connection, transaction);
        PostgresCostOperations.AddLock(database, batch, [], first.Call.Key);
        PostgresCostOperations.AddRenew(database, batch, first.Call.Key, Lifetime);
        await batch.ExecuteNonQueryAsync();
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        CostCall other = new("other-run", "c2", scope, CostCallKind.Llm, Model);
        Task<CostHoldDecision> waiting = Task.Run(async () => await store.HoldAsync(new CostHold(other, 1, 60, CostLimits.Unlimited, [quota], Lifetime), default));
        await PostgresWaits.ForLockWaitsAsync(_database, 1);
        await transaction.CommitAsync();

        (await waiting).Refusal.Should().Be(new CostRefusal(CostBudget.TokensPerDay, 100, 0, 60, 60, CostScopeKind.Tenant, scope.Tenant));
    }

    [Fact]
    public async Task Race_HoldsAndSettlementsOfManyRunsInOneTransactionEach_NeitherDeadlockNorPassAQuota()
    {
        GovernancePostgresDatabase[] databases = [_database.Open(Clock), _database.Open(Clock), _database.Open(Clock)];
        GovernanceScope[] users = [.. Enumerable.Range(0, 4).Select(static i => new GovernanceScope("acme", $"org{i % 2}", $"user{i}"))];
        int held = 0;

        await Task.WhenAll(Enumerable.Range(0, 150).Select(i => Task.Run(async () =>
        {
            // Each transaction holds for two users, in both orders, and settles the first.
            CostHold[] holds = [.. new[] { users[i % 4], users[(i * 3 + 1) % 4] }.Select((user, n) => new CostHold(
                new CostCall($"run{i}-{n}", "c", user, CostCallKind.Llm, Model), 1, 1, CostLimits.Unlimited,
                [new(CostScopeKind.Org, user.Org!, 60), new(CostScopeKind.User, user.User!, 40)], Lifetime))];
            Interlocked.Add(ref held, await HoldBothAndSettleOneAsync(databases[i % 3], holds));
        })));

        long tokens = Convert.ToInt64(await PostgresTestDatabase.ScalarAsync(_database.AppDataSource,
            "SELECT max(s) FROM (SELECT sum(tokens) AS s FROM (SELECT org_id, tokens FROM governance.cost_holds UNION ALL SELECT org_id, tokens FROM governance.cost_usage) t GROUP BY org_id) o"),
            System.Globalization.CultureInfo.InvariantCulture);
        tokens.Should().Be(60, "two orgs of 60 tokens, whose users may use 80, were asked for 150");
        (await RowsAsync("cost_holds") + await RowsAsync("cost_usage")).Should().Be(held);
    }

    [Fact]
    public async Task Lock_UnderAnotherIsolationLevel_IsRefused()
    {
        await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);

        Func<Task> act = () => PostgresCluster.ExecuteAsync(connection, "SELECT governance.cost_lock('{1}')");

        (await act.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("25001");
    }

    [Fact]
    public async Task Clock_OfTheServer_CountsWhateverTheClientThinks()
    {
        PostgresCostStore store = new(_database.Open());
        GovernanceScope scope = NewScope();
        await store.HoldAsync(Llm(scope, "c", 1, 0, CostLimits.Unlimited), default);

        CostCharge charge = await store.SettleAsync(new CostSettlement(LlmCall(scope, "c"), 1), default);

        DateTime now = (DateTime)(await PostgresTestDatabase.ScalarAsync(_database.AppDataSource, "SELECT clock_timestamp()"))!;
        charge.SettledAt.UtcDateTime.Should().BeWithin(TimeSpan.FromSeconds(30)).Before(now);
        (await PostgresTestDatabase.ScalarAsync(_database.AppDataSource, "SELECT day = (now() AT TIME ZONE 'UTC')::date FROM governance.cost_daily LIMIT 1")).Should().Be(true);
    }

    private static async Task<int> HoldBothAndSettleOneAsync(GovernancePostgresDatabase database, CostHold[] holds)
    {
        CostSettlement settlement = new(holds[0].Call, 1, new LlmUsage { Total = 1 });
        bool[] granted = await database.TransactAsync(
            (batch, _) =>
            {
                PostgresCostOperations.AddLock(database, batch, holds.SelectMany(PostgresCostLocks.Of));
                foreach (CostHold hold in holds)
                    PostgresCostOperations.AddHold(database, batch, hold);
            },
            async (reader, _) =>
            {
                await PostgresCostOperations.ReadLockAsync(reader);
                return new[] { (await PostgresCostOperations.ReadHoldAsync(reader, holds[0])).IsGranted, (await PostgresCostOperations.ReadHoldAsync(reader, holds[1])).IsGranted };
            },
            0, default);
        if (granted[0])
            await new PostgresCostStore(database).SettleAsync(settlement, default);
        return granted.Count(static g => g);
    }

    private async Task<long> RowsAsync(string table) => (long)(await PostgresTestDatabase.ScalarAsync(_database.AppDataSource, $"SELECT count(*) FROM governance.{table}"))!;
}
