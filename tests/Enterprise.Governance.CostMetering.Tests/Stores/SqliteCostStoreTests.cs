using Enterprise.Governance.Conformance;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.CostMetering.Tests.Stores;

public sealed class SqliteCostStoreTests : CostStoreConformance
{
    private readonly SqliteFiles _files = new(SqliteFeatures.CostMetering);

    protected override ValueTask<ICostStore> OpenAsync() => new(new SqliteCostStore(_files.Open(Clock)));

    public override async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Hold_ExpiredRows_AreRemovedBySomebodyElsesHold()
    {
        await using GovernanceSqliteDatabase database = _files.Open(Clock);
        SqliteCostStore store = new(database);
        for (int i = 0; i < 20; i++)
            await store.HoldAsync(Llm(NewScope(), "dead", 1, 0, CostLimits.Unlimited), default);
        Clock.Advance(Lifetime);

        await store.HoldAsync(Llm(NewScope(), "a", 1, 0, CostLimits.Unlimited), default);
        await store.HoldAsync(Llm(NewScope(), "b", 1, 0, CostLimits.Unlimited), default);

        long rows = await database.ReadAsync(static (session, _) => session.ScalarLong("SELECT count(*) FROM cost_holds;"), 0, default);
        rows.Should().Be(2);
    }

    [Fact]
    public async Task Operations_InAUnitThatIsUndone_LeaveNothing()
    {
        await using GovernanceSqliteDatabase database = _files.Open(Clock);
        GovernanceScope scope = NewScope();
        CostHold hold = Llm(scope, "c", 5, 10, CostLimits.Unlimited);

        CostHoldDecision decision = await database.WriteAsync(
            static (context, s) =>
            {
                CostHoldDecision held = SqliteCostOperations.Hold(context.Session, s.hold, s.now);
                SqliteCostOperations.Settle(context.Session, new CostSettlement(s.hold.Call, 5), s.now);
                context.Abort();
                return held;
            },
            (hold, now: Start), default);

        decision.IsGranted.Should().BeTrue();
        (await new SqliteCostStore(database).GetRunUsageAsync(scope.Tenant, "run", default)).Should().Be(RunUsage.None);
    }
}
