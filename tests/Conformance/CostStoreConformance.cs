using System.Collections.Immutable;
using Enterprise.Governance.CostMetering;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Conformance;

/// <summary>What every <see cref="ICostStore"/> promises. A store's tests derive from this and open it.</summary>
public abstract partial class CostStoreConformance : IAsyncLifetime
{
    protected const string Model = "gemini-2.5-flash";

    protected static readonly DateTimeOffset Start = new(2026, 11, 22, 19, 0, 0, TimeSpan.Zero);
    protected static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private int _tenants;

    protected FakeTimeProvider Clock { get; } = new(Start);

    /// <summary>Opens the budgets once more, as another process would; the first call creates them.</summary>
    protected abstract ValueTask<ICostStore> OpenAsync();

    public virtual ValueTask InitializeAsync() => default;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Hold_WithinEveryBudget_IsGrantedAndCounted()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();

        CostHoldDecision decision = await store.HoldAsync(Llm(scope, "c1", units: 7, tokens: 100, new CostLimits { MaxLlmCalls = 1, MaxCostUnits = 7 }), default);

        decision.Should().Be(CostHoldDecision.Granted(Start + Lifetime));
        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).Should().Be(RunUsage.None with { HeldLlmCalls = 1, HeldCostUnits = 7 });
    }

    [Fact]
    public async Task Hold_ABudgetIsSpent_IsRefusedWithItsFiguresAndReservesNothing()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        CostLimits limits = new() { MaxLlmCalls = 3, MaxToolCalls = 1, MaxCostUnits = 20 };
        await store.SettleAsync(new CostSettlement(LlmCall(scope, "c1"), 6), default);
        await store.HoldAsync(Llm(scope, "c2", 5, 0, limits), default);
        await store.HoldAsync(Tool(scope, "t1", 4, limits), default);

        CostHoldDecision units = await store.HoldAsync(Llm(scope, "c3", 6, 0, limits), default);
        CostHoldDecision tools = await store.HoldAsync(Tool(scope, "t2", 100, limits), default);
        CostHoldDecision fits = await store.HoldAsync(Llm(scope, "c3", 5, 0, limits), default);
        CostHoldDecision calls = await store.HoldAsync(Llm(scope, "c4", 0, 0, limits), default);

        units.Should().Be(CostHoldDecision.Refused(new CostRefusal(CostBudget.CostUnits, 20, 6, 9, 6)));
        tools.Should().Be(CostHoldDecision.Refused(new CostRefusal(CostBudget.ToolCalls, 1, 0, 1, 1)), "calls are checked before units");
        fits.IsGranted.Should().BeTrue();
        calls.Should().Be(CostHoldDecision.Refused(new CostRefusal(CostBudget.LlmCalls, 3, 1, 2, 1)));
        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).Should().Be(new RunUsage(1, 0, 6, 0, 2, 1, 14));
    }

    [Fact]
    public async Task Hold_LimitsOfZero_AllowNothing()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();

        (await store.HoldAsync(Llm(scope, "c", 0, 0, new CostLimits { MaxLlmCalls = 0 }), default)).Refusal!.BudgetName.Should().Be("llm_calls");
        (await store.HoldAsync(Tool(scope, "t", 0, new CostLimits { MaxToolCalls = 0 }), default)).Refusal!.BudgetName.Should().Be("tool_calls");
        (await store.HoldAsync(Tool(scope, "t", 1, new CostLimits { MaxCostUnits = 0 }), default)).Refusal!.BudgetName.Should().Be("cost_units");
        (await store.HoldAsync(Llm(scope, "c", 0, 0, CostLimits.Unlimited, new CostQuota(CostScopeKind.User, "ann", 0)), default)).Refusal!.BudgetName.Should().Be("tokens_per_day");
        (await store.HoldAsync(Tool(scope, "t", 0, new CostLimits { MaxCostUnits = 0 }), default)).IsGranted.Should().BeTrue("what costs nothing fits");
    }

    [Fact]
    public async Task Hold_RunsAndTenants_HaveBudgetsOfTheirOwn()
    {
        ICostStore store = await OpenAsync();
        CostLimits one = new() { MaxLlmCalls = 1 };
        GovernanceScope first = NewScope(), second = NewScope();
        await store.HoldAsync(Llm(first, "c", 1, 0, one), default);

        (await store.HoldAsync(Llm(second, "c", 1, 0, one), default)).IsGranted.Should().BeTrue("the same run identifier of another tenant is another run");
        (await store.HoldAsync(new CostHold(new CostCall("other", "c", first, CostCallKind.Llm), 1, 0, one, [], Lifetime), default)).IsGranted.Should().BeTrue();
        (await store.HoldAsync(Llm(first, "c2", 1, 0, one), default)).IsGranted.Should().BeFalse();
    }

    [Fact]
    public async Task Hold_Repeated_ReplacesItselfAndARefusalLeavesTheOldOne()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        CostLimits limits = new() { MaxLlmCalls = 1, MaxCostUnits = 10 };
        await store.HoldAsync(Llm(scope, "c", 8, 0, limits), default);

        (await store.HoldAsync(Llm(scope, "c", 10, 0, limits), default)).IsGranted.Should().BeTrue("a call does not stand in its own way");
        (await store.HoldAsync(Llm(scope, "c", 11, 0, limits), default)).Refusal.Should().Be(new CostRefusal(CostBudget.CostUnits, 10, 0, 0, 11));

        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).HeldCostUnits.Should().Be(10);
    }

    [Fact]
    public async Task Hold_AfterSettling_SaysThatTheCallIsOver()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        await store.SettleAsync(new CostSettlement(LlmCall(scope, "c"), 1), default);

        (await store.HoldAsync(Llm(scope, "c", 1, 0, CostLimits.Unlimited), default)).Should().Be(CostHoldDecision.AlreadySettled);

        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).HeldLlmCalls.Should().Be(0);
    }

    [Fact]
    public async Task Hold_ItsHolderDies_ExpiresWithoutAnybodysHelp()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        CostLimits limits = new() { MaxLlmCalls = 1 };
        await store.HoldAsync(Llm(scope, "c1", 1, 0, limits), default);

        Clock.Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        (await store.HoldAsync(Llm(scope, "c2", 1, 0, limits), default)).IsGranted.Should().BeFalse();
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).Should().Be(RunUsage.None);
        (await store.HoldAsync(Llm(scope, "c2", 1, 0, limits), default)).IsGranted.Should().BeTrue();
    }

    [Fact]
    public async Task Renew_KeepsAnActiveHoldAndRevivesNoExpiredOne()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        CostCallKey call = LlmCall(scope, "c").Key;
        await store.HoldAsync(Llm(scope, "c", 1, 0, CostLimits.Unlimited), default);

        Clock.Advance(TimeSpan.FromSeconds(100));
        (await store.RenewAsync(call, Lifetime, default)).Should().Be(Clock.GetUtcNow() + Lifetime);
        (await store.RenewAsync(call, TimeSpan.FromSeconds(1), default)).Should().Be(Clock.GetUtcNow() + Lifetime, "renewing never shortens");
        Clock.Advance(TimeSpan.FromSeconds(100));
        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).HeldLlmCalls.Should().Be(1);
        Clock.Advance(TimeSpan.FromSeconds(20));
        (await store.RenewAsync(call, Lifetime, default)).Should().BeNull();
        (await store.RenewAsync(call with { CallId = "other" }, Lifetime, default)).Should().BeNull();
    }

    [Fact]
    public async Task Release_GivesBackOnce()
    {
        ICostStore store = await OpenAsync();
        GovernanceScope scope = NewScope();
        CostCallKey call = LlmCall(scope, "c").Key;
        await store.HoldAsync(Llm(scope, "c", 5, 0, CostLimits.Unlimited), default);

        (await store.ReleaseAsync(call, default)).Should().BeTrue();
        (await store.ReleaseAsync(call, default)).Should().BeFalse();
        (await store.GetRunUsageAsync(scope.Tenant, "run", default)).Should().Be(RunUsage.None);
    }

    [Fact]
    public async Task Race_AThousandCallersForAHundredUnits_HoldsExactlyAHundred()
    {
        ICostStore[] stores = [await OpenAsync(), await OpenAsync(), await OpenAsync(), await OpenAsync()];
        GovernanceScope scope = NewScope();
        CostLimits limits = new() { MaxCostUnits = 100 };

        CostHoldDecision[] decisions = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
            await stores[i % 4].HoldAsync(i % 2 == 0 ? Tool(scope, $"c{i}", 1, limits) : Llm(scope, $"c{i}", 1, 0, limits), default))));

        decisions.Count(static decision => decision.IsGranted).Should().Be(100);
        (await stores[0].GetRunUsageAsync(scope.Tenant, "run", default)).HeldCostUnits.Should().Be(100);
    }

    [Fact]
    public async Task Race_WithCancellationAndFailingCalls_LeaksNothing()
    {
        ICostStore[] stores = [await OpenAsync(), await OpenAsync()];
        GovernanceScope scope = NewScope();
        CostLimits limits = new() { MaxCostUnits = 50 };
        int settled = 0;

        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            ICostStore store = stores[i % 2];
            CostCall call = LlmCall(scope, $"c{i}");
            using CancellationTokenSource source = new();
            ValueTask<CostHoldDecision> hold = store.HoldAsync(Llm(scope, call.CallId, 1, 0, limits), source.Token);
            if (i % 3 == 0)
                await source.CancelAsync();
            try
            {
                if (!(await hold).IsGranted)
                    return;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (i % 5 == 0)
            {
                await store.ReleaseAsync(call.Key, default);
                return;
            }

            await store.SettleAsync(new CostSettlement(call, 1), default);
            Interlocked.Increment(ref settled);
        })));

        RunUsage usage = await stores[0].GetRunUsageAsync(scope.Tenant, "run", default);
        usage.Should().Be(RunUsage.None with { LlmCalls = settled, CostUnits = settled }, "what is not settled is not held either");
        settled.Should().BeInRange(1, 50);
    }

    [Fact]
    public async Task Race_SettlingTheSameCall_ChargesOnce()
    {
        ICostStore[] stores = [await OpenAsync(), await OpenAsync()];
        GovernanceScope scope = NewScope();

        CostCharge[] charges = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
            await stores[i % 2].SettleAsync(new CostSettlement(LlmCall(scope, "c"), i + 1), default))));

        CostCharge first = charges.Single(static charge => !charge.IsRepeat);
        charges.Should().OnlyContain(charge => charge.Units == first.Units);
        (await stores[0].GetRunUsageAsync(scope.Tenant, "run", default)).Should().Be(RunUsage.None with { LlmCalls = 1, CostUnits = first.Units });
    }

    protected GovernanceScope NewScope() => new($"tenant-{Interlocked.Increment(ref _tenants)}", "sales", "ann");

    protected static CostCall LlmCall(GovernanceScope scope, string callId) => new("run", callId, scope, CostCallKind.Llm, Model);

    protected static CostHold Llm(GovernanceScope scope, string callId, long units, long tokens, CostLimits limits, params CostQuota[] quotas) =>
        new(LlmCall(scope, callId), units, tokens, limits, ImmutableArray.Create(quotas), Lifetime);

    protected static CostHold Tool(GovernanceScope scope, string callId, long units, CostLimits limits) =>
        new(new CostCall("run", callId, scope, CostCallKind.Tool), units, 0, limits, [], Lifetime);
}
