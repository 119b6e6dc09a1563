using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Policies.Tests;

public sealed class PoliciesRegistrationTests
{
    [Fact]
    public async Task AddGovernancePolicies_CalledTwice_IsOneEngineWithBothSources()
    {
        ServiceCollection services = new();
        services.AddGovernancePolicies(static options => options.AddText("""[{"policy_id":"a","effect":{"deny":true}}]"""));
        services.AddGovernancePolicies(static options => options.AddText("""[{"policy_id":"b","effect":{"allow":true}}]""")).Services.Should().BeSameAs(services);
        await using ServiceProvider provider = services.BuildServiceProvider();

        IPolicyEngine engine = provider.GetServices<IPolicyEngine>().Should().ContainSingle().Which;
        engine.Should().BeSameAs(provider.GetRequiredService<PolicyEngine>());
        await engine.StartAsync();
        engine.Current.Rules.Select(static rule => rule.PolicyId).Should().Equal("a", "b");
    }

    [Fact]
    public void Options_ThatAreNotValid_AreRefusedWithEveryProblem()
    {
        ServiceCollection services = new();
        services.AddGovernancePolicies(static options =>
        {
            options.DefaultEffect = PolicyEffect.RequireApproval;
            options.DefaultEffectsByPhase["pl*n"] = PolicyEffect.Deny;
            options.PollInterval = TimeSpan.FromMilliseconds(1);
            options.ReloadDebounce = TimeSpan.FromSeconds(1);
            options.Sources.Add(null!);
        });
        using ServiceProvider provider = services.BuildServiceProvider();
        Action get = () => provider.GetRequiredService<IPolicyEngine>();
        get.Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(
            "Property Sources: a source is null",
            "Property DefaultEffect: a default effect is Allow or Deny, not RequireApproval",
            "Property DefaultEffectsByPhase: the phase `pl*n` must not hold `*`",
            "Property PollInterval: 00:00:00.0010000 is not between 00:00:00.1000000 and 1.00:00:00",
            "Property ReloadDebounce: 00:00:01 is not between 0 and PollInterval, 00:00:00.0010000");
    }
}
