namespace Enterprise.Governance.RateLimiting.Tests.Engine;

public sealed class GovernanceRateLimiterTests
{
    [Fact]
    public async Task Acquire_Admitted_ShowsEveryLimit()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 600, OrgRpm = 300, UserRpm = 2 });
        fixture.Clock.Advance(TimeSpan.FromSeconds(48));

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);

        decision.IsAcquired.Should().BeTrue();
        decision.Origin.Should().Be(RateLimitOrigin.Store);
        decision.RefusedKey.Should().BeNull();
        decision.RetryAfter.Should().BeNull();
        decision.Keys.Select(static key => (key.Name, key.Limit, key.Remaining)).Should().Equal(("tenant:acme", 600, 599), ("org:sales", 300, 299), ("user:ann", 2, 1));
        decision.Keys.Should().OnlyContain(static key => key.ResetAfter == TimeSpan.FromSeconds(12) && key.WindowStart == LimiterFixture.Start && key.WindowSeconds == 60);
    }

    [Fact]
    public async Task Acquire_Refused_NamesTheKeyAndTheTime()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 600, UserRpm = 1 });
        await fixture.Limiter.AcquireAsync(fixture.Scope);
        fixture.Clock.Advance(TimeSpan.FromSeconds(48));

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);

        decision.IsAcquired.Should().BeFalse();
        decision.RefusedKey!.Value.Name.Should().Be("user:ann");
        decision.RetryAfter.Should().Be(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task Acquire_NoLimit_AsksNobody()
    {
        LimiterFixture fixture = new(TenantRateLimits.Unlimited);

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);

        (decision.IsAcquired, decision.Origin, fixture.Store.Calls).Should().Be((true, RateLimitOrigin.Unlimited, 0));
    }

    [Fact]
    public async Task Acquire_LimitsOfAbsentOrgAndUser_DoNotApply()
    {
        LimiterFixture fixture = new(new TenantRateLimits { OrgRpm = 1, UserRpm = 1 });

        (await fixture.Limiter.AcquireAsync(new GovernanceScope("acme"))).Origin.Should().Be(RateLimitOrigin.Unlimited);
    }

    [Fact]
    public async Task Acquire_LimitOfZero_RefusesWithoutTheStoreAndSaysThatWaitingDoesNotHelp()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 10, UserRpm = 0 });

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);

        (decision.IsAcquired, decision.Origin, decision.RetryAfter, fixture.Store.Calls).Should().Be((false, RateLimitOrigin.Spent, null, 0));
        decision.RefusedKey!.Value.Name.Should().Be("user:ann");
        decision.RefusedKey!.Value.WindowStart.Should().Be(LimiterFixture.Start);
    }

    [Fact]
    public async Task Acquire_HeavierThanTheLimit_SaysThatWaitingDoesNotHelp()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 5 });

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope, 6);

        (decision.IsAcquired, decision.RetryAfter).Should().Be((false, null));
        (await fixture.Limiter.AcquireAsync(fixture.Scope, 5)).IsAcquired.Should().BeTrue("a refusal counts nothing");
    }

    [Fact]
    public async Task Acquire_SpentKey_IsRefusedWithoutTheStoreUntilTheWindowEnds()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 100, UserRpm = 2 });
        await fixture.AdmittedOf(2);
        int calls = fixture.Store.Calls;

        (await fixture.AdmittedOf(50)).Should().Be(0);
        fixture.Store.Calls.Should().Be(calls, "the last admission left nothing, and that was remembered");
        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);
        (decision.Origin, decision.RetryAfter, decision.RefusedKey!.Value.Name).Should().Be((RateLimitOrigin.Spent, TimeSpan.FromSeconds(60), "user:ann"));
        decision.Keys[0].Remaining.Should().BeNull("the tenant's counter was not asked");

        fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        (await fixture.AdmittedOf(3)).Should().Be(2);
    }

    [Fact]
    public async Task Acquire_SpentForAWeight_StillAsksForLighterRequests()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 10 });
        await fixture.AdmittedOf(1, permits: 8);
        await fixture.AdmittedOf(1, permits: 3);
        int calls = fixture.Store.Calls;

        (await fixture.AdmittedOf(10, permits: 3)).Should().Be(0);
        (await fixture.AdmittedOf(10, permits: 5)).Should().Be(0);
        fixture.Store.Calls.Should().Be(calls);
        (await fixture.AdmittedOf(3, permits: 1)).Should().Be(2);
    }

    [Fact]
    public async Task Acquire_LimitRaisedWithinTheWindow_IsAskedAgain()
    {
        MutableSource source = new() { Limits = new TenantRateLimits { UserRpm = 1 } };
        LimiterFixture fixture = new(TenantRateLimits.Unlimited);
        GovernanceRateLimiter limiter = new(fixture.Store, source, timeProvider: fixture.Clock);
        await limiter.AcquireAsync(fixture.Scope);
        (await limiter.AcquireAsync(fixture.Scope)).IsAcquired.Should().BeFalse();

        source.Limits = new TenantRateLimits { UserRpm = 2 };

        (await limiter.AcquireAsync(fixture.Scope)).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task Acquire_RatesThatDoNotFitTheWindow_ThrowWithTheirNames()
    {
        MutableSource source = new() { Limits = new TenantRateLimits { TenantRpm = 60, UserRpm = 100 } };
        LimiterFixture fixture = new(TenantRateLimits.Unlimited);
        GovernanceRateLimiter limiter = new(fixture.Store, source, new RateLimitOptions { WindowSeconds = 7 }, fixture.Clock);

        Func<Task> act = async () => await limiter.AcquireAsync(fixture.Scope);

        (await act.Should().ThrowAsync<GovernanceException>()).Which.Message.Should().Be(
            "the rate limits of tenant `acme` cannot be applied: `user_rpm` is 100, which is not a whole number of requests in a window of 7 seconds; the nearest windows that fit have 6 and 9 seconds");
    }

    [Fact]
    public async Task Race_AThousandCallersForAHundred_AdmitsExactlyAHundred()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 100, UserRpm = 1000 });
        InProcessRateLimitStore shared = new(fixture.Clock);
        GovernanceRateLimiter[] limiters = [.. Enumerable.Range(0, 4).Select(_ => new GovernanceRateLimiter(shared, options: fixture.Options, timeProvider: fixture.Clock))];

        RateLimitDecision[] decisions = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
            await limiters[i % 4].AcquireAsync(new GovernanceScope("acme", null, $"u{i % 9}")))));

        decisions.Count(static decision => decision.IsAcquired).Should().Be(100);
    }

    private sealed class MutableSource : IRateLimitSource
    {
        internal required TenantRateLimits Limits { get; set; }

        public ValueTask<TenantRateLimits> GetAsync(string tenant, CancellationToken cancellationToken) => new(Limits);
    }
}
