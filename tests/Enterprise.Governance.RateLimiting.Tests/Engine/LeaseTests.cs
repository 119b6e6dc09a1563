using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.RateLimiting.Tests.Engine;

public sealed class LeaseTests
{
    private static readonly TenantRateLimits Limits = new() { TenantRpm = 40, UserRpm = 20 };

    [Fact]
    public async Task Acquire_WithLeases_AsksTheStoreLessAndAdmitsTheLimit()
    {
        LimiterFixture fixture = new(Limits, static options => options.LeaseSize = 5);

        (await fixture.AdmittedOf(50)).Should().Be(20, "a single process uses all that it takes");

        fixture.Store.Calls.Should().BeLessThan(20);
    }

    [Fact]
    public async Task AttemptAcquire_ServesLeasedPermitsWithoutTheStore()
    {
        LimiterFixture fixture = new(Limits, static options => options.LeaseSize = 5);
        fixture.Limiter.AttemptAcquire(fixture.Scope).Origin.Should().Be(RateLimitOrigin.NotLeased);
        await fixture.Limiter.AcquireAsync(fixture.Scope);
        int calls = fixture.Store.Calls;

        for (int i = 0; i < 4; i++)
            fixture.Limiter.AttemptAcquire(fixture.Scope).Origin.Should().Be(RateLimitOrigin.Leased);
        RateLimitDecision fifth = fixture.Limiter.AttemptAcquire(fixture.Scope);

        (fifth.IsAcquired, fifth.Origin, fixture.Store.Calls).Should().Be((false, RateLimitOrigin.NotLeased, calls));
    }

    [Fact]
    public async Task AttemptAcquire_OneKeyWithoutPermits_TakesNoneOfTheOthers()
    {
        LimiterFixture fixture = new(Limits, static options => options.LeaseSize = 5);
        await fixture.Limiter.AcquireAsync(fixture.Scope);
        GovernanceScope bob = new("acme", "sales", "bob");

        for (int i = 0; i < 10; i++)
            fixture.Limiter.AttemptAcquire(bob).IsAcquired.Should().BeFalse();

        for (int i = 0; i < 4; i++)
            fixture.Limiter.AttemptAcquire(fixture.Scope).IsAcquired.Should().BeTrue("denials counted nothing");
    }

    [Fact]
    public async Task Lease_DiesWithItsWindow()
    {
        LimiterFixture fixture = new(Limits, static options => options.LeaseSize = 5);
        await fixture.Limiter.AcquireAsync(fixture.Scope);

        fixture.Clock.Advance(TimeSpan.FromSeconds(60));

        fixture.Limiter.AttemptAcquire(fixture.Scope).IsAcquired.Should().BeFalse();
    }

    [Fact]
    public async Task Acquire_StoreRefusesAnotherKey_LeasedPermitsAreGivenBack()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 40, UserRpm = 4 }, static options => options.LeaseSize = 5);
        await fixture.Limiter.AcquireAsync(fixture.Scope);
        await fixture.Store.AcquireAsync(new RateLimitStoreRequest("acme", 60, 4, [new RateLimitStoreKey(RateLimitKind.User, "bob", 4)]), default);

        RateLimitDecision refused = await fixture.Limiter.AcquireAsync(new GovernanceScope("acme", "sales", "bob"));

        refused.RefusedKey!.Value.Name.Should().Be("user:bob");
        GovernanceScope tenant = new("acme");
        for (int i = 0; i < 4; i++)
            fixture.Limiter.AttemptAcquire(tenant).IsAcquired.Should().BeTrue("the tenant's permits came back");
        fixture.Limiter.AttemptAcquire(tenant).IsAcquired.Should().BeFalse();
    }

    [Fact]
    public async Task Acquire_StoreFails_LeasedPermitsAreGivenBack()
    {
        LimiterFixture fixture = new(Limits, static options => options.LeaseSize = 5);
        await fixture.Limiter.AcquireAsync(fixture.Scope);
        fixture.Store.Fails = true;

        await fixture.Limiter.AcquireAsync(new GovernanceScope("acme", "sales", "bob"));

        for (int i = 0; i < 4; i++)
            fixture.Limiter.AttemptAcquire(fixture.Scope).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task Acquire_CancelledInTheStore_LeasedPermitsAreGivenBack()
    {
        LimiterFixture fixture = new(Limits, static options => options.LeaseSize = 5);
        await fixture.Limiter.AcquireAsync(fixture.Scope);
        fixture.Store.Gate = new TaskCompletionSource();
        using CancellationTokenSource source = new();
        ValueTask<RateLimitDecision> call = fixture.Limiter.AcquireAsync(new GovernanceScope("acme", "sales", "bob"), cancellationToken: source.Token);
        fixture.Limiter.AttemptAcquire(fixture.Scope, 4).IsAcquired.Should().BeFalse("one of the tenant's four is reserved by the other caller");

        await source.CancelAsync();
        Func<Task> act = async () => await call;
        await act.Should().ThrowAsync<OperationCanceledException>();

        fixture.Limiter.AttemptAcquire(fixture.Scope, 4).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task Acquire_WindowEndsWhileTheStoreIsAsked_CountsInTheNewWindowAlone()
    {
        LimiterFixture fixture = new(Limits, static options => options.LeaseSize = 5);
        await fixture.Limiter.AcquireAsync(fixture.Scope);
        fixture.Store.Gate = new TaskCompletionSource();
        ValueTask<RateLimitDecision> call = fixture.Limiter.AcquireAsync(new GovernanceScope("acme", "sales", "bob"));
        fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        fixture.Store.Gate.SetResult();

        RateLimitDecision decision = await call;

        decision.IsAcquired.Should().BeTrue();
        decision.Keys.Should().OnlyContain(static key => key.WindowStart == LimiterFixture.Start.AddSeconds(60));
    }

    [Fact]
    public async Task Acquire_StoreClockJumpsAhead_OldLeasesAreDroppedAndTheCallEnds()
    {
        FakeTimeProvider own = new(LimiterFixture.Start), theirs = new(LimiterFixture.Start);
        RateLimitOptions options = new() { DefaultLimits = Limits, LeaseSize = 5 };
        GovernanceRateLimiter limiter = new(new InProcessRateLimitStore(theirs), options: options, timeProvider: own);
        await limiter.AcquireAsync(new GovernanceScope("acme", null, "ann"));
        theirs.Advance(TimeSpan.FromMinutes(10));

        RateLimitDecision decision = await limiter.AcquireAsync(new GovernanceScope("acme", null, "bob"));

        decision.IsAcquired.Should().BeTrue();
        decision.Keys.Should().OnlyContain(static key => key.WindowStart == LimiterFixture.Start.AddMinutes(10));
    }

    [Fact]
    public async Task AcquireZero_WithLeasedPermits_SaysYesAlsoWhenTheStoreIsSpent()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 20 }, static options => options.LeaseSize = 5);
        await fixture.Limiter.AcquireAsync(fixture.Scope);
        await fixture.Store.AcquireAsync(new RateLimitStoreRequest("acme", 60, 15, [new RateLimitStoreKey(RateLimitKind.User, "ann", 20)]), default);

        (await fixture.Limiter.AcquireAsync(fixture.Scope, 0)).IsAcquired.Should().BeTrue();
        (await fixture.AdmittedOf(10)).Should().Be(4);
        (await fixture.Limiter.AcquireAsync(fixture.Scope, 0)).IsAcquired.Should().BeFalse();
    }

    [Fact]
    public async Task AnyHistoryOfSeveralProcesses_AdmitsAtMostTheLimitPerWindow()
    {
        Gen<(int Process, int User, int Permits, bool Attempt, int Advance)> step = Gen.Select(
            Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 3], Gen.Bool, Gen.Int[0, 15]);
        await Gen.Select(step.Array[1, 120], Gen.Int[0, 9]).SampleAsync(
            async sample =>
            {
                (var steps, int leaseSize) = sample;
                FakeTimeProvider clock = new(LimiterFixture.Start);
                InProcessRateLimitStore store = new(clock);
                RateLimitOptions options = new() { DefaultLimits = Limits, LeaseSize = leaseSize };
                GovernanceRateLimiter[] processes = [.. Enumerable.Range(0, 3).Select(_ => new GovernanceRateLimiter(store, options: options, timeProvider: clock))];
                Dictionary<(string, long), long> admitted = [];
                Dictionary<(string, long), long> exact = [];
                foreach (var (process, user, permits, attempt, advance) in steps)
                {
                    clock.Advance(TimeSpan.FromSeconds(advance));
                    long window = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
                    GovernanceScope scope = new("acme", null, $"u{user}");
                    RateLimitDecision decision = attempt && leaseSize > 0
                        ? processes[process].AttemptAcquire(scope, permits)
                        : await processes[process].AcquireAsync(scope, permits);
                    bool model = exact.GetValueOrDefault(("acme", window)) + permits <= 40 && exact.GetValueOrDefault((scope.User!, window)) + permits <= 20;
                    if (leaseSize == 0 && decision.IsAcquired != model)
                        return false;
                    if (model)
                        Add(exact, scope, window, permits);
                    if (decision.IsAcquired)
                        Add(admitted, scope, window, permits);
                    if (admitted.GetValueOrDefault(("acme", window)) > 40 || admitted.GetValueOrDefault((scope.User!, window)) > 20)
                        return false;
                }

                return true;
            },
            iter: 2000, threads: 1);

        static void Add(Dictionary<(string, long), long> counts, GovernanceScope scope, long window, long permits)
        {
            counts[("acme", window)] = counts.GetValueOrDefault(("acme", window)) + permits;
            counts[(scope.User!, window)] = counts.GetValueOrDefault((scope.User!, window)) + permits;
        }
    }

    [Fact]
    public async Task Race_ProcessesWithLeases_AdmitAtMostTheLimit()
    {
        FakeTimeProvider clock = new(LimiterFixture.Start);
        InProcessRateLimitStore store = new(clock);
        RateLimitOptions options = new() { DefaultLimits = new TenantRateLimits { TenantRpm = 100 }, LeaseSize = 8 };
        GovernanceRateLimiter[] processes = [.. Enumerable.Range(0, 4).Select(_ => new GovernanceRateLimiter(store, options: options, timeProvider: clock))];
        GovernanceScope scope = new("acme");

        int admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
        {
            RateLimitDecision decision = i % 2 == 0 ? processes[i % 4].AttemptAcquire(scope) : await processes[i % 4].AcquireAsync(scope);
            Interlocked.Add(ref admitted, decision.IsAcquired ? 1 : 0);
        })));

        admitted.Should().BeInRange(1, 100);
    }

    [Fact]
    public async Task Memory_KeysThatStayAway_AreForgotten()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 1 });
        for (int i = 0; i < 100; i++)
            await fixture.Limiter.AcquireAsync(new GovernanceScope("acme", null, $"u{i}"));
        fixture.Limiter.KeysInMemory.Should().Be(100);

        fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        await fixture.Limiter.AcquireAsync(fixture.Scope);

        fixture.Limiter.KeysInMemory.Should().Be(1);
    }
}
