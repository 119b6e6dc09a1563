using Enterprise.Governance.CostMetering;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Core.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public void Validate_LifetimesThatNoTimerOrDateCanHold_AreProblems()
    {
        GovernanceOptions options = new() { ApprovalLifetime = TimeSpan.MaxValue, HeartbeatLifetime = TimeSpan.FromDays(200), LeaseLifetime = TimeSpan.Zero };

        ValidateOptionsResult result = new GovernanceLifetimesValidator(Options.Create(new CostMeteringOptions())).Validate(null, options);

        result.Failures.Should().Equal(
            "`ApprovalLifetime` is 10675199.02:48:05.4775807; it must be at most 3650.00:00:00",
            "`HeartbeatLifetime` is 200.00:00:00; it must be at most 30.00:00:00",
            "`LeaseLifetime` is 00:00:00; it must be at least 00:00:00.1000000");
    }

    [Fact]
    public void Validate_HeartbeatThatOutlivesTheHold_IsAProblemThatQuotesBoth()
    {
        GovernanceOptions options = new() { HeartbeatLifetime = TimeSpan.FromMinutes(3) };

        ValidateOptionsResult result = new GovernanceLifetimesValidator(Options.Create(new CostMeteringOptions { HoldLifetime = TimeSpan.FromMinutes(2) })).Validate(null, options);

        result.Failures.Should().Equal(
            "`HeartbeatLifetime` is 00:03:00; it must be at most the cost meter's `HoldLifetime`, 00:02:00, so that a running action never loses its hold");
    }
}
