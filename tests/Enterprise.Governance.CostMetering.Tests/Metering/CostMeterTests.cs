namespace Enterprise.Governance.CostMetering.Tests.Metering;

public sealed class CostMeterTests
{
    [Fact]
    public async Task PrepareHold_Llm_ComputesUnitsAndPicksTheQuotasOfItsModel()
    {
        LlmModelQuotas quotas = new() { PerModel = new Dictionary<string, LlmModelQuota> { ["m"] = new() { MaxTokensPerDay = 50 }, ["open"] = new() } };
        await using MeterFixture fixture = new(new TenantCostLimits
        {
            Limits = new CostLimits { LlmCostUnitsPer1kTokens = 20, LlmCallCostUnits = 7 },
            Quotas = new LlmQuotas { Tenant = quotas, User = quotas with { PerModel = new Dictionary<string, LlmModelQuota> { ["m"] = new() { MaxTokensPerDay = 9 } } } },
        });

        CostHold known = await fixture.Meter.PrepareHoldAsync(new CostHoldRequest(fixture.Llm("a"), tokens: 120));
        CostHold unknown = await fixture.Meter.PrepareHoldAsync(new CostHoldRequest(fixture.Llm("b", "open")));
        CostHold given = await fixture.Meter.PrepareHoldAsync(new CostHoldRequest(fixture.Llm("c", model: null), tokens: 120, units: 1));

        (known.Units, known.Tokens).Should().Be((3, 120));
        known.Quotas.Should().Equal(new CostQuota(CostScopeKind.Tenant, "acme", 50), new CostQuota(CostScopeKind.User, "ann", 9));
        (unknown.Units, unknown.Tokens).Should().Be((7, 1), "who cannot estimate holds the price of a call and a token");
        unknown.Quotas.Should().BeEmpty();
        (given.Units, given.Quotas.Length).Should().Be((1, 0));
    }

    [Fact]
    public async Task PrepareHold_Tool_CostsWhatItSays()
    {
        await using MeterFixture fixture = new();

        (await fixture.Meter.PrepareHoldAsync(new CostHoldRequest(fixture.Tool("a")))).Units.Should().Be(0);
        (await fixture.Meter.PrepareHoldAsync(new CostHoldRequest(fixture.Tool("a"), units: 25))).Units.Should().Be(25);
    }

    [Fact]
    public async Task Settle_ComputesUnitsAndMoney()
    {
        await using MeterFixture fixture = new(
            new TenantCostLimits { Limits = new CostLimits { LlmCostUnitsPer1kTokens = 20 } },
            static options => options.PriceBook = new PriceBook("EUR", [new("m", new ModelPrice { Input = 1, Output = 2 })]));

        CostCharge charge = await fixture.Meter.SettleAsync(new CostSettleRequest(fixture.Llm("a"), new LlmUsage { Prompt = 100, Output = 50 }));
        await fixture.Meter.SettleAsync(new CostSettleRequest(fixture.Llm("b"), usage: null));
        await fixture.Meter.SettleAsync(new CostSettleRequest(fixture.Tool("c"), units: 4));

        charge.Units.Should().Be(3);
        List<UsageRow> rows = await fixture.Meter.ListUsageAsync("acme").ToListAsync();
        rows.Select(static row => (row.Units, row.Amount, row.Currency)).Should().Equal((3, 0.0002m, "EUR"), (10, null, null), (4, null, null));
        (await fixture.Meter.GetDailyUsageAsync(new DailyUsageQuery("acme", new DateOnly(2026, 11, 22), new DateOnly(2026, 11, 22), CostScopeKind.Tenant)))
            .Should().Equal(new DailyUsage(new DateOnly(2026, 11, 22), CostScopeKind.Tenant, "acme", "m", 2, 0, 150, 13));
    }

    [Fact]
    public async Task Limits_OfNamedTenants_GoBeforeTheDefault()
    {
        await using MeterFixture fixture = new(
            new TenantCostLimits { Limits = new CostLimits { MaxToolCalls = 0 } },
            static options => options.Tenants["acme"] = new TenantCostLimits { Limits = new CostLimits { MaxToolCalls = 1 } });

        (await fixture.Meter.HoldAsync(new CostHoldRequest(fixture.Tool("a")))).IsGranted.Should().BeTrue();
        (await fixture.Meter.HoldAsync(new CostHoldRequest(new CostCall("run", "a", new GovernanceScope("other"), CostCallKind.Tool)))).IsGranted.Should().BeFalse();
    }

    [Fact]
    public async Task Telemetry_SaysWhatHappenedAndNamesNobody()
    {
        await using MeterFixture fixture = new(new TenantCostLimits { Limits = new CostLimits { MaxCostUnits = 3 } });
        await fixture.Meter.HoldAsync(new CostHoldRequest(fixture.Llm("a"), units: 3));
        await fixture.Meter.HoldAsync(new CostHoldRequest(fixture.Tool("b"), units: 1));
        await fixture.Meter.SettleAsync(new CostSettleRequest(fixture.Llm("a"), new LlmUsage { Prompt = 5, Cached = 2, Output = 3, Thoughts = 4, ToolUse = 1 }));
        await fixture.Meter.SettleAsync(new CostSettleRequest(fixture.Llm("a"), new LlmUsage { Prompt = 5 }));
        await fixture.Meter.SettleAsync(new CostSettleRequest(fixture.Tool("late"), units: 2));

        fixture.Metrics.Lines.Should().Equal(
            "governance.cost.holds 1 governance.cost.kind=llm governance.cost.status=granted",
            "governance.cost.holds 1 governance.cost.kind=tool governance.cost.status=refused governance.cost.budget=cost_units",
            "governance.cost.units 1 governance.cost.kind=llm",
            "gen_ai.client.token.usage 6 gen_ai.token.type=input gen_ai.request.model=m",
            "gen_ai.client.token.usage 7 gen_ai.token.type=output gen_ai.request.model=m",
            "governance.cost.units 2 governance.cost.kind=tool",
            "governance.cost.late_settlements 1 governance.cost.kind=tool");
    }

    [Fact]
    public void Requests_ThatMakeNoSense_AreRefused()
    {
        GovernanceScope scope = new("acme");
        CostCall llm = new("run", "c", scope, CostCallKind.Llm), tool = new("run", "c", scope, CostCallKind.Tool);

        FluentActions.Invoking(() => new CostCall("run", "", scope, CostCallKind.Llm)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new CostCall("run", "c", scope, CostCallKind.Tool, "m")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new CostCall("run", "c", scope, (CostCallKind)9)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new CostHoldRequest(tool, tokens: 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new CostHoldRequest(llm, tokens: -1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new CostHoldRequest(llm, units: CostCalculator.MaxUnits + 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new CostSettleRequest(tool)).Should().Throw<ArgumentException>().WithMessage("a tool call is settled with its `units`*");
        FluentActions.Invoking(() => new CostSettleRequest(tool, new LlmUsage(), 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new CostSettleRequest(llm, units: -1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new CostSettlement(llm, 1, null, 2m, null)).Should().Throw<ArgumentException>();
    }
}
