using CsCheck;
using Enterprise.Governance.RateLimiting.Tests.Engine;

namespace Enterprise.Governance.RateLimiting.Tests.Headers;

public sealed class RateLimitHeadersTests
{
    [Theory]
    [InlineData("\"basic\";q=100;w=60")]
    [InlineData("\"burst\";q=100;w=60,\"daily\";q=1000;w=86400")]
    [InlineData("\"fixed\";q=5000;w=3600;burst=0")]
    [InlineData("\"hour\";q=1000;w=3600, \"day\";q=5000;w=86400")]
    [InlineData("\"peruser\";q=65535;qu=\"content-bytes\";w=10;pk=:sdfjLJUOUH==:")]
    [InlineData("\"sliding\";q=12;w=1")]
    public void Oracle_AcceptsThePolicyExamplesOfTheDraft(string value) => FieldReader.ReadPolicy(value).Should().NotBeNull();

    [Theory]
    [InlineData("\"basic\";r=20;t=56")]
    [InlineData("\"default\";r=300000000;t=60;pk=:QXBwLTk5OQ==:")]
    [InlineData("\"default\";r=999;pk=:dHJpYWwxMjEzMjM=:")]
    [InlineData("\"sliding\";q=12;r=6;t=1")]
    public void Oracle_AcceptsTheStateExamplesOfTheDraft(string value) => FieldReader.ReadState(value).Should().NotBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("default;q=10")]
    [InlineData("\"a\";w=60")]
    [InlineData("\"a\";q=-1")]
    [InlineData("\"a\";q=1.5")]
    [InlineData("\"a\";q=10;w=0")]
    [InlineData("\"a\";q=10;w=1.5")]
    [InlineData("\"a\";q=10;qu=requests")]
    [InlineData("\"a\";q=10;pk=\"x\"")]
    public void Oracle_RefusesPoliciesThatAreNone(string value) => FieldReader.ReadPolicy(value).Should().BeNull();

    [Theory]
    [InlineData("\"a\";t=5")]
    [InlineData("\"a\";r=-1")]
    [InlineData("limit=10, remaining=5, reset=3")]
    [InlineData("quota;t=1")]
    public void Oracle_RefusesStatesThatAreNone(string value) => FieldReader.ReadState(value).Should().BeNull();

    [Fact]
    public async Task Admitted_WritesAllLimitsAndWhatIsLeft()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 600, OrgRpm = 300, UserRpm = 120 });
        fixture.Clock.Advance(TimeSpan.FromSeconds(47.2));

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);

        RateLimitHeaders.Policy(decision).Should().Be("\"tenant\";q=600;w=60, \"org\";q=300;w=60, \"user\";q=120;w=60");
        RateLimitHeaders.State(decision).Should().Be("\"tenant\";r=599;t=13, \"org\";r=299;t=13, \"user\";r=119;t=13");
        RateLimitHeaders.RetryAfter(decision).Should().BeNull();
        RateLimitHeaders.ViolatedPolicies(decision).Should().BeEmpty();
    }

    [Fact]
    public async Task Refused_WritesWhatIsKnownAndWhenToComeBack()
    {
        LimiterFixture fixture = new(new TenantRateLimits { TenantRpm = 600, UserRpm = 1 });
        await fixture.Limiter.AcquireAsync(fixture.Scope);
        fixture.Clock.Advance(TimeSpan.FromSeconds(47.2));

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);

        RateLimitHeaders.Policy(decision).Should().Be("\"tenant\";q=600;w=60, \"user\";q=1;w=60");
        RateLimitHeaders.State(decision).Should().Be("\"user\";r=0;t=13", "the tenant's counter was not asked");
        RateLimitHeaders.RetryAfter(decision).Should().Be("13");
        RateLimitHeaders.ViolatedPolicies(decision).Should().Equal("user");
    }

    [Fact]
    public async Task Unlimited_WritesNoField()
    {
        LimiterFixture fixture = new(TenantRateLimits.Unlimited);

        RateLimitDecision decision = await fixture.Limiter.AcquireAsync(fixture.Scope);

        (RateLimitHeaders.Policy(decision), RateLimitHeaders.State(decision)).Should().Be((null, null));
    }

    [Fact]
    public void WhatIsWritten_IsReadBackByTheRulesOfTheDraft() =>
        Gen.Select(Gen.Long[0, RateLimitWindow.MaxLimit], Gen.Int[1, RateLimitWindow.MaxSeconds], Gen.Long[0, RateLimitWindow.MaxLimit], Gen.Double[0, 86_400])
            .Sample((limit, window, remaining, reset) =>
            {
                RateLimitKeyState key = new(RateLimitKind.User, "a\"b", limit, window) { Remaining = remaining, ResetAfter = TimeSpan.FromSeconds(reset) };
                RateLimitDecision decision = new(true, RateLimitOrigin.Store, 1, [key with { Kind = RateLimitKind.Tenant }, key]);
                FieldReader.Item policy = FieldReader.ReadPolicy(RateLimitHeaders.Policy(decision)!)![1];
                FieldReader.Item state = FieldReader.ReadState(RateLimitHeaders.State(decision)!)![1];
                return (policy.Name, policy.Parameters["q"], policy.Parameters["w"]) == ("user", $"{limit}", $"{window}")
                    && (state.Name, state.Parameters["r"], state.Parameters["t"]) == ("user", $"{remaining}", $"{Math.Ceiling(TimeSpan.FromSeconds(reset).TotalSeconds)}");
            });
}
