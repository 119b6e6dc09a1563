using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Policies.Tests.Sources;

public sealed class PolicyEngineDisposalTests
{
    [Fact]
    public async Task Dispose_OfAContainerThatIsNotDisposedAsynchronously_EndsTheWatchAndKeepsTheSet()
    {
        ServiceCollection services = new();
        services.AddGovernancePolicies(static o => o.AddText("""[{"policy_id":"p","effect":{"deny":true}}]"""));
        ServiceProvider provider = services.BuildServiceProvider();
        PolicyEngine engine = provider.GetRequiredService<PolicyEngine>();
        await engine.StartAsync();

        provider.Dispose();
        engine.Dispose();

        engine.Evaluate(new PolicyRequest("a")).Effect.Should().Be(PolicyEffect.Deny);
        await engine.Awaiting(static e => e.StartAsync()).Should().ThrowAsync<ObjectDisposedException>();
    }
}
