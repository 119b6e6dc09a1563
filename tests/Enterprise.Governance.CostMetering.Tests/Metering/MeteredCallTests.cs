namespace Enterprise.Governance.CostMetering.Tests.Metering;

public sealed class MeteredCallTests
{
    [Fact]
    public async Task Settled_IsChargedOnceAndHoldsNothing()
    {
        await using MeterFixture fixture = new();
        await using (MeteredCall call = await fixture.Meter.BeginAsync(new CostHoldRequest(fixture.Llm("a"), tokens: 1000)))
        {
            (await fixture.UsageAsync()).HeldCostUnits.Should().Be(10);
            (await call.SettleAsync(new LlmUsage { Total = 500 })).Units.Should().Be(5);
        }

        (await fixture.UsageAsync()).Should().Be(new RunUsage(1, 0, 5, 500, 0, 0, 0));
    }

    [Fact]
    public async Task NotSettled_IsReleased()
    {
        await using MeterFixture fixture = new();
        Func<Task> act = async () =>
        {
            await using MeteredCall call = await fixture.Meter.BeginAsync(new CostHoldRequest(fixture.Llm("a")));
            throw new InvalidOperationException("the model is down");
        };

        await act.Should().ThrowAsync<InvalidOperationException>();

        (await fixture.UsageAsync()).Should().Be(RunUsage.None);
    }

    [Fact]
    public async Task InFlight_IsRenewedForAsLongAsItTakes()
    {
        await using MeterFixture fixture = new();
        await using MeteredCall call = await fixture.Meter.BeginAsync(new CostHoldRequest(fixture.Llm("a")));

        for (int i = 0; i < 20; i++)
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(30));
            await call.Renewal;
        }

        (await fixture.UsageAsync()).HeldLlmCalls.Should().Be(1, "ten minutes are five lifetimes");
    }

    [Fact]
    public async Task InFlight_AFailedRenewal_IsTriedAgain()
    {
        await using MeterFixture fixture = new();
        FailingStore store = new(fixture.Store) { FailingRenewals = 2 };
        CostMeter meter = new(store, timeProvider: fixture.Clock);
        await using MeteredCall call = await meter.BeginAsync(new CostHoldRequest(fixture.Llm("a")));

        for (int i = 0; i < 5; i++)
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(30));
            await call.Renewal;
        }

        (await fixture.UsageAsync()).HeldLlmCalls.Should().Be(1);
        await call.SettleAsync(new LlmUsage { Total = 1 });
        fixture.Clock.Advance(TimeSpan.FromMinutes(5));
        await call.Renewal;
        store.Renewals.Should().Be(5, "who has settled renews nothing");
    }

    [Fact]
    public async Task HolderDies_TheHoldExpires()
    {
        await using MeterFixture fixture = new();
        await fixture.Meter.HoldAsync(new CostHoldRequest(fixture.Llm("a")));

        fixture.Clock.Advance(fixture.Meter.HoldLifetime);

        (await fixture.UsageAsync()).Should().Be(RunUsage.None);
        (await fixture.Meter.RenewAsync(fixture.Llm("a").Key)).Should().BeNull();
    }

    [Fact]
    public async Task Refused_CannotBeSettledAndReleasesNobodyElse()
    {
        await using MeterFixture fixture = new(new TenantCostLimits { Limits = new CostLimits { MaxLlmCalls = 1 } });
        await using MeteredCall first = await fixture.Meter.BeginAsync(new CostHoldRequest(fixture.Llm("a")));
        await using (MeteredCall second = await fixture.Meter.BeginAsync(new CostHoldRequest(fixture.Llm("b"))))
        {
            second.Decision.Refusal!.BudgetName.Should().Be("llm_calls");
            Func<Task> act = async () => await second.SettleAsync();
            await act.Should().ThrowAsync<InvalidOperationException>();
        }

        (await fixture.UsageAsync()).HeldLlmCalls.Should().Be(1);
    }

    [Fact]
    public async Task Race_WithExceptionsAndCancellation_SpendsAtMostTheBudgetAndLeaksNothing()
    {
        await using MeterFixture fixture = new(new TenantCostLimits { Limits = new CostLimits { MaxCostUnits = 100 } });
        int charged = 0;

        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(async () =>
        {
            using CancellationTokenSource source = new();
            ValueTask<MeteredCall> begin = fixture.Meter.BeginAsync(new CostHoldRequest(fixture.Tool($"t{i}"), units: 1), source.Token);
            if (i % 4 == 0)
                await source.CancelAsync();
            try
            {
                await using MeteredCall call = await begin;
                if (!call.Decision.IsGranted)
                    return;
                if (i % 3 == 0)
                    throw new InvalidOperationException("the tool failed");
                await call.SettleAsync(units: 1);
                Interlocked.Increment(ref charged);
            }
            catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
            {
            }
        })));

        (await fixture.UsageAsync()).Should().Be(RunUsage.None with { ToolCalls = charged, CostUnits = charged });
        charged.Should().BeInRange(1, 100);
    }
}
