namespace Enterprise.Governance.RateLimiting.Tests.Engine;

public sealed class StoreFailureTests
{
    private static readonly TenantRateLimits Ten = new() { UserRpm = 10 };

    [Fact]
    public async Task LocalFallback_AdmitsTheShareOfThisProcess()
    {
        LimiterFixture fixture = new(Ten, static options => options.ExpectedInstances = 3);
        fixture.Store.Fails = true;

        (await fixture.AdmittedOf(20)).Should().Be(3, "10 / 3 instances, rounded down, so that all together stay within the limit");

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);
        (decision.Origin, decision.RetryAfter, decision.Keys[0].Limit, decision.Keys[0].Remaining).Should().Be((RateLimitOrigin.LocalFallback, TimeSpan.FromSeconds(60), 10, 0));
        fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        (await fixture.AdmittedOf(20)).Should().Be(3);
    }

    [Fact]
    public async Task Deny_RefusesEverythingLimited()
    {
        LimiterFixture fixture = new(Ten, static options => options.OnStoreFailure = RateLimitStoreFailure.Deny);
        fixture.Store.Fails = true;

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);

        (decision.IsAcquired, decision.Origin, decision.RetryAfter, decision.RefusedKey).Should().Be((false, RateLimitOrigin.StoreFailure, TimeSpan.FromSeconds(1), null));
    }

    [Fact]
    public async Task Allow_AdmitsEverythingButLimitsOfZero()
    {
        LimiterFixture fixture = new(Ten, static options =>
        {
            options.OnStoreFailure = RateLimitStoreFailure.Allow;
            options.Tenants["closed"] = new TenantRateLimits { TenantRpm = 0 };
        });
        fixture.Store.Fails = true;

        (await fixture.AdmittedOf(50)).Should().Be(50);
        (await fixture.Limiter.AcquireAsync(new GovernanceScope("closed"))).IsAcquired.Should().BeFalse();
    }

    [Fact]
    public async Task Circuit_LeavesTheStoreAloneForDoublingPauses_AndRecovers()
    {
        LimiterFixture fixture = new(Ten, static options =>
        {
            options.StoreRetryDelay = TimeSpan.FromSeconds(1);
            options.StoreRetryMaxDelay = TimeSpan.FromSeconds(3);
        });
        fixture.Store.Fails = true;
        await fixture.AdmittedOf(5);
        fixture.Store.Calls.Should().Be(1);

        foreach (int pause in (int[])[1, 2, 3, 3])
        {
            int calls = fixture.Store.Calls;
            fixture.Clock.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            await fixture.AdmittedOf(3);
            fixture.Store.Calls.Should().Be(calls, "the pause is not over");
            fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await fixture.AdmittedOf(3);
            fixture.Store.Calls.Should().Be(calls + 1, "one caller tries, once");
        }

        fixture.Store.Fails = false;
        fixture.Clock.Advance(TimeSpan.FromSeconds(3));
        (await fixture.Limiter.AcquireAsync(fixture.Scope)).Origin.Should().Be(RateLimitOrigin.Store);
        (await fixture.Limiter.AcquireAsync(fixture.Scope)).Origin.Should().Be(RateLimitOrigin.Store);

        fixture.Store.Fails = true;
        await fixture.AdmittedOf(1);
        int before = fixture.Store.Calls;
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await fixture.AdmittedOf(1);
        fixture.Store.Calls.Should().Be(before + 1, "after a recovery the pauses begin anew");
    }

    [Fact]
    public async Task Circuit_WhileOneTries_TheOthersFallBack()
    {
        LimiterFixture fixture = new(Ten);
        fixture.Store.Fails = true;
        await fixture.AdmittedOf(1);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        fixture.Store.Fails = false;
        fixture.Store.Gate = new TaskCompletionSource();

        ValueTask<RateLimitDecision> trying = fixture.Limiter.AcquireAsync(fixture.Scope);
        RateLimitDecision meanwhile = await fixture.Limiter.AcquireAsync(fixture.Scope);
        fixture.Store.Gate.SetResult();

        meanwhile.Origin.Should().Be(RateLimitOrigin.LocalFallback);
        (await trying).Origin.Should().Be(RateLimitOrigin.Store);
    }

    [Fact]
    public async Task Circuit_TheCallerWhoTriesGivesUp_TheNextOneTries()
    {
        LimiterFixture fixture = new(Ten);
        fixture.Store.Fails = true;
        await fixture.AdmittedOf(1);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        fixture.Store.Fails = false;
        fixture.Store.Gate = new TaskCompletionSource();
        using CancellationTokenSource source = new();
        ValueTask<RateLimitDecision> trying = fixture.Limiter.AcquireAsync(fixture.Scope, cancellationToken: source.Token);
        await source.CancelAsync();
        Func<Task> act = async () => await trying;
        await act.Should().ThrowAsync<OperationCanceledException>();

        fixture.Store.Gate = null;

        (await fixture.Limiter.AcquireAsync(fixture.Scope)).Origin.Should().Be(RateLimitOrigin.Store);
    }
}
