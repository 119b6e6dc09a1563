using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Core.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public void Validate_LifetimesThatNoTimerOrDateCanHold_AreProblems()
    {
        GovernanceOptions options = new() { ApprovalLifetime = TimeSpan.MaxValue, HeartbeatLifetime = TimeSpan.FromDays(200), LeaseLifetime = TimeSpan.Zero };

        ValidateOptionsResult result = new GovernanceLifetimesValidator().Validate(null, options);

        result.Failures.Should().Equal(
            "`ApprovalLifetime` is 10675199.02:48:05.4775807; it must be at most 3650.00:00:00",
            "`HeartbeatLifetime` is 200.00:00:00; it must be at most 30.00:00:00",
            "`LeaseLifetime` is 00:00:00; it must be at least 00:00:00.1000000");
    }
}
