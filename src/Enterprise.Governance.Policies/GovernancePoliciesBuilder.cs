using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Policies;

internal sealed class GovernancePoliciesBuilder(IServiceCollection services) : IGovernancePoliciesBuilder
{
    public IServiceCollection Services { get; } = services;
}
