using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Conformance;

public abstract partial class CostStoreConformance
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Fact]
    public async Task Settle_ChargesRunAndDayAndEndsTheHold()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        await store.HoldAsync(Llm(scope, "c", 9, 100, CostLimits.Unlimited), default);

        CostCharge charge = await store.SettleAsync(new CostSettlement(LlmCall(scope, "c"), 4, new LlmUsage { Prompt = 30, Output = 12 }), default);

        charge.Should().Be(new CostCharge(4, 42, IsRepeat: false, HeldUnits: 9, Start));
        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).Should().Be(new RunUsage(1, 0, 4, 42, 0, 0, 0));
        (await store.GetDailyUsageAsync(new DailyUsageQuery(scope.Tenant, Today, Today), default)).Should().Equal(
            new DailyUsage(Today, CostScopeKind.Tenant, scope.Tenant, Model, 1, 0, 42, 4),
            new DailyUsage(Today, CostScopeKind.Org, "sales", Model, 1, 0, 42, 4),
            new DailyUsage(Today, CostScopeKind.User, "ann", Model, 1, 0, 42, 4));
    }

    [Fact]
    public async Task Settle_Repeated_ChargesOnceAndReturnsTheFirst()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        await store.SettleAsync(new CostSettlement(LlmCall(scope, "c"), 4, new LlmUsage { Total = 42 }), default);
        Clock.Advance(TimeSpan.FromDays(2));

        CostCharge repeat = await store.SettleAsync(new CostSettlement(LlmCall(scope, "c"), 99, new LlmUsage { Total = 7 }), default);

        repeat.Should().Be(new CostCharge(4, 42, IsRepeat: true, HeldUnits: null, Start));
        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).Should().Be(new RunUsage(1, 0, 4, 42, 0, 0, 0));
    }

    [Fact]
    public async Task Settle_AfterExpiryOrReleaseOrBeyondTheCap_StillCharges()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        CostLimits limits = new() { MaxCostUnits = 10 };
        await store.HoldAsync(Llm(scope, "late", 10, 0, limits), default);
        Clock.Advance(Lifetime);

        CostCharge late = await store.SettleAsync(new CostSettlement(LlmCall(scope, "late"), 25), default);
        CostCharge never = await store.SettleAsync(new CostSettlement(LlmCall(scope, "never-held"), 5), default);

        late.HeldUnits.Should().BeNull();
        never.Should().Be(new CostCharge(5, 0, IsRepeat: false, HeldUnits: null, Clock.GetUtcNow()));
        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).CostUnits.Should().Be(30);
        (await store.HoldAsync(Tool(scope, "next", 0, limits), default)).Refusal.Should().Be(new CostRefusal(CostBudget.CostUnits, 10, 30, 0, 0));
    }

    [Fact]
    public async Task Settle_ReleasedAfterwards_StaysCharged()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        await store.HoldAsync(Llm(scope, "c", 3, 0, CostLimits.Unlimited), default);
        await store.SettleAsync(new CostSettlement(LlmCall(scope, "c"), 3), default);

        (await store.ReleaseAsync(LlmCall(scope, "c").Key, default)).Should().BeFalse();

        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).CostUnits.Should().Be(3);
    }

    [Fact]
    public async Task Settle_ToolCall_CountsForTheRunAndNotForTheDay()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();

        await store.SettleAsync(new CostSettlement(new CostCall("run", "t", scope, CostCallKind.Tool), 25), default);

        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).Should().Be(new RunUsage(0, 1, 25, 0, 0, 0, 0));
        (await store.GetDailyUsageAsync(new DailyUsageQuery(scope.Tenant, Today, Today), default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Settle_HugeAmounts_NeverOverflow()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        for (int i = 0; i < 3; i++)
            await store.SettleAsync(new CostSettlement(LlmCall(scope, $"c{i}"), CostCalculator.MaxUnits, new LlmUsage { Total = LlmUsage.MaxTokens }), default);

        RunUsage usage = await store.GetRunUsageAsync(scope.Tenant, "run", default);

        (usage.CostUnits, usage.Tokens).Should().Be((3 * CostCalculator.MaxUnits, 3 * LlmUsage.MaxTokens));
        (await store.HoldAsync(Llm(scope, "d", CostCalculator.MaxUnits, 0, new CostLimits { MaxCostUnits = long.MaxValue }), default)).IsGranted.Should().BeTrue();
    }

    [Fact]
    public async Task Quota_CountsDayAndFlightByModelAndKey()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope ann = NewScope(), bob = new(ann.Tenant, "sales", "bob");
        CostQuota tenant = new(CostScopeKind.Tenant, ann.Tenant, 100), user = new(CostScopeKind.User, "ann", 60);
        await store.SettleAsync(new CostSettlement(LlmCall(ann, "c1"), 1, new LlmUsage { Total = 30 }), default);
        (await store.HoldAsync(Llm(ann, "c2", 1, 20, CostLimits.Unlimited, tenant, user), default)).IsGranted.Should().BeTrue();

        CostHoldDecision forUser = await store.HoldAsync(Llm(ann, "c3", 1, 11, CostLimits.Unlimited, tenant, user), default);
        CostHoldDecision forTenant = await store.HoldAsync(Llm(bob, "c3", 1, 51, CostLimits.Unlimited, tenant), default);
        CostHoldDecision otherModel = await store.HoldAsync(new CostHold(new CostCall("run", "c4", ann, CostCallKind.Llm, "other"), 1, 100, CostLimits.Unlimited, [tenant], Lifetime), default);

        forUser.Refusal.Should().Be(new CostRefusal(CostBudget.TokensPerDay, 60, 30, 20, 11, CostScopeKind.User, "ann"));
        forTenant.Refusal.Should().Be(new CostRefusal(CostBudget.TokensPerDay, 100, 30, 20, 51, CostScopeKind.Tenant, ann.Tenant));
        otherModel.IsGranted.Should().BeTrue();
        (await store.HoldAsync(Llm(bob, "c3", 1, 50, CostLimits.Unlimited, tenant), default)).IsGranted.Should().BeTrue();
    }

    [Fact]
    public async Task Quota_OverMidnight_FlightCountsForTheDayItIsSettledOn()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        CostQuota quota = new(CostScopeKind.Org, "sales", 100);
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 22, 23, 59, 30, TimeSpan.Zero));
        await store.SettleAsync(new CostSettlement(LlmCall(scope, "c1"), 1, new LlmUsage { Total = 40 }), default);
        await store.HoldAsync(Llm(scope, "c2", 1, 60, CostLimits.Unlimited, quota), default);
        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));

        (await store.HoldAsync(Llm(scope, "c3", 1, 41, CostLimits.Unlimited, quota), default)).Refusal
            .Should().Be(new CostRefusal(CostBudget.TokensPerDay, 100, 0, 60, 41, CostScopeKind.Org, "sales"));
        await store.SettleAsync(new CostSettlement(LlmCall(scope, "c2"), 1, new LlmUsage { Total = 60 }), default);

        IReadOnlyList<DailyUsage> days = await store.GetDailyUsageAsync(new DailyUsageQuery(scope.Tenant, Today, Today.AddDays(1), CostScopeKind.Org), default);
        days.Select(static day => (day.Day, day.Tokens)).Should().Equal((Today, 40), (Today.AddDays(1), 60));
    }

    [Fact]
    public async Task Daily_QueryNarrowsByDayKindAndIdentifier()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        await store.SettleAsync(new CostSettlement(LlmCall(scope, "c1"), 1, new LlmUsage { Total = 1, Estimated = true }), default);
        await store.SettleAsync(new CostSettlement(LlmCall(new GovernanceScope(scope.Tenant, null, "bob"), "c2"), 2, new LlmUsage { Total = 2 }), default);
        await store.SettleAsync(new CostSettlement(new CostCall("run", "c3", scope, CostCallKind.Llm), 3), default);

        (await store.GetDailyUsageAsync(new DailyUsageQuery(scope.Tenant, Today, Today, CostScopeKind.User), default)).Should().Equal(
            new DailyUsage(Today, CostScopeKind.User, "ann", null, 1, 0, 0, 3),
            new DailyUsage(Today, CostScopeKind.User, "ann", Model, 1, 1, 1, 1),
            new DailyUsage(Today, CostScopeKind.User, "bob", Model, 1, 0, 2, 2));
        (await store.GetDailyUsageAsync(new DailyUsageQuery(scope.Tenant, Today, Today, CostScopeKind.User, "bob"), default)).Should().ContainSingle();
        (await store.GetDailyUsageAsync(new DailyUsageQuery(scope.Tenant, Today.AddDays(1), Today.AddDays(9)), default)).Should().BeEmpty();
        (await store.GetDailyUsageAsync(new DailyUsageQuery("nobody", Today, Today), default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Usage_RowsKeepWhatWasAndWhatWasNotReported()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        LlmUsage all = new() { Prompt = 1, Cached = 0, Output = 2, Thoughts = 3, ToolUse = 4, Total = 11 }, estimated = new() { Output = 0, Estimated = true };
        await store.SettleAsync(new CostSettlement(LlmCall(scope, "a"), 5, all, 0.000123456789012345678m, "EUR"), default);
        await store.SettleAsync(new CostSettlement(LlmCall(scope, "b"), 0, estimated), default);
        await store.SettleAsync(new CostSettlement(new CostCall("run", "c", new GovernanceScope(scope.Tenant), CostCallKind.Tool), 7), default);

        List<UsageRow> rows = await store.ListUsageAsync(scope.Tenant, "run", default).ToListAsync();

        rows.Select(static row => row.Usage).Should().Equal(all, estimated, null);
        rows.Select(static row => (row.Units, row.Amount, row.Currency, row.SettledAt)).Should().Equal(
            (5, 0.000123456789012345678m, "EUR", Start), (0, null, null, Start), (7, null, null, Start));
        rows.Select(static row => (row.Call.CallId, row.Call.Kind, row.Call.Model, row.Call.Scope.ToString())).Should().Equal(
            ("a", CostCallKind.Llm, Model, scope.ToString()), ("b", CostCallKind.Llm, Model, scope.ToString()), ("c", CostCallKind.Tool, null, $"{scope.Tenant}/-/-"));
    }

    [Fact]
    public async Task Usage_OfATenant_StreamsOverPagesInOrder()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope(), other = NewScope();
        await Task.WhenAll(Enumerable.Range(0, 1100).Select(i => store.SettleAsync(
            new CostSettlement(new CostCall($"run{i % 3}", $"c{i:0000}", scope, CostCallKind.Tool), i), default).AsTask()));
        await store.SettleAsync(new CostSettlement(new CostCall("run1", "x", other, CostCallKind.Tool), 1), default);

        List<UsageRow> rows = await store.ListUsageAsync(scope.Tenant, runId: null, default).ToListAsync();
        List<UsageRow> run = await store.ListUsageAsync(scope.Tenant, "run1", default).ToListAsync();

        rows.Select(static row => (row.Call.RunId, row.Call.CallId)).Should().Equal(
            Enumerable.Range(0, 1100).Select(static i => ($"run{i % 3}", $"c{i:0000}")).Order());
        run.Should().HaveCount(367).And.OnlyContain(static row => row.Call.RunId == "run1");
    }
}
