using System.Threading.RateLimiting;
using Enterprise.Governance.RateLimiting.Tests.Engine;

namespace Enterprise.Governance.RateLimiting.Tests.Adapters;

public sealed class GovernanceScopeRateLimiterTests
{
    [Fact]
    public async Task AttemptThenAcquire_CountsOnce()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 2 });
        using RateLimiter limiter = fixture.Limiter.CreateLimiter(fixture.Scope);

        for (int i = 0; i < 2; i++)
        {
            // What ASP.NET Core's middleware does.
            using RateLimitLease attempt = limiter.AttemptAcquire();
            attempt.IsAcquired.Should().BeFalse();
            using RateLimitLease lease = await limiter.AcquireAsync();
            lease.IsAcquired.Should().BeTrue();
        }

        RateLimiterStatistics statistics = limiter.GetStatistics()!;
        (statistics.TotalSuccessfulLeases, statistics.TotalFailedLeases, statistics.CurrentQueuedCount, statistics.CurrentAvailablePermits).Should().Be((2, 0, 0, 0));
    }

    [Fact]
    public async Task Refused_LeaseSaysWhenToComeBackAndWhy()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 1 });
        using RateLimiter limiter = fixture.Limiter.CreateLimiter(fixture.Scope);
        await limiter.AcquireAsync();
        fixture.Clock.Advance(TimeSpan.FromSeconds(45));

        using RateLimitLease refused = await limiter.AcquireAsync();

        refused.IsAcquired.Should().BeFalse();
        refused.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter).Should().BeTrue();
        retryAfter.Should().Be(TimeSpan.FromSeconds(15));
        refused.TryGetMetadata(RateLimitMetadata.Decision, out RateLimitDecision? decision).Should().BeTrue();
        decision!.RefusedKey!.Value.Name.Should().Be("user:ann");
        refused.MetadataNames.Should().Equal("GOVERNANCE_DECISION", "RETRY_AFTER");
        limiter.AttemptAcquire().TryGetMetadata(MetadataName.RetryAfter, out retryAfter).Should().BeTrue("a spent key is known without the store");
        limiter.GetStatistics()!.TotalFailedLeases.Should().Be(1);
    }

    [Fact]
    public async Task Admitted_LeaseHasNoRetryAfter()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 1 });
        using RateLimiter limiter = fixture.Limiter.CreateLimiter(fixture.Scope);

        using RateLimitLease lease = await limiter.AcquireAsync();

        lease.TryGetMetadata(MetadataName.RetryAfter, out _).Should().BeFalse();
        lease.TryGetMetadata("other", out _).Should().BeFalse();
        lease.MetadataNames.Should().Equal("GOVERNANCE_DECISION");
    }

    [Fact]
    public async Task AttemptAcquire_NeverAsksTheStore()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 50, UserRpm = 20 }, static options => options.LeaseSize = 5);
        using RateLimiter limiter = fixture.Limiter.CreateLimiter(fixture.Scope);
        await limiter.AcquireAsync();
        int calls = fixture.Store.Calls;

        int admitted = Enumerable.Range(0, 50).Count(_ => limiter.AttemptAcquire().IsAcquired);

        (admitted, fixture.Store.Calls).Should().Be((4, calls));
        limiter.AttemptAcquire(0).IsAcquired.Should().BeTrue("nothing says that the limit is spent");
    }

    [Fact]
    public async Task Statistics_ShowWhatIsLeftAsFarAsIsKnown()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 50, UserRpm = 20 });
        using RateLimiter limiter = fixture.Limiter.CreateLimiter(fixture.Scope);
        limiter.GetStatistics()!.CurrentAvailablePermits.Should().Be(20);
        await limiter.AcquireAsync(7);

        limiter.GetStatistics()!.CurrentAvailablePermits.Should().Be(13);

        fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        limiter.GetStatistics()!.CurrentAvailablePermits.Should().Be(20);
    }

    [Fact]
    public async Task IdleDuration_CountsFromTheLastUse()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 20 });
        using RateLimiter limiter = fixture.Limiter.CreateLimiter(fixture.Scope);
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        limiter.IdleDuration.Should().Be(TimeSpan.FromSeconds(5));

        await limiter.AcquireAsync();

        limiter.IdleDuration.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task Disposed_Throws()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 20 });
        RateLimiter limiter = fixture.Limiter.CreateLimiter(fixture.Scope);
        await limiter.DisposeAsync();

        FluentActions.Invoking(() => limiter.AttemptAcquire()).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => limiter.GetStatistics()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public async Task Partitioned_ScopesAreLimitedEachForItself()
    {
        LimiterFixture fixture = new(new TenantRateLimits { UserRpm = 1 });
        await using PartitionedRateLimiter<GovernanceScope> limiter = fixture.Limiter.CreatePartitionedLimiter();

        (await limiter.AcquireAsync(new GovernanceScope("a", null, "u"))).IsAcquired.Should().BeTrue();
        (await limiter.AcquireAsync(new GovernanceScope("b", null, "u"))).IsAcquired.Should().BeTrue();
        (await limiter.AcquireAsync(new GovernanceScope("a", null, "u", ["admin"]))).IsAcquired.Should().BeFalse("roles make no other user");
        limiter.GetStatistics(new GovernanceScope("a", null, "u"))!.TotalFailedLeases.Should().Be(1);
    }
}
