using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Policies;

/// <summary>Continues the registration of policies; stores add themselves as extension methods.</summary>
/// <param name="services">The container's registrations.</param>
public sealed class GovernancePoliciesBuilder(IServiceCollection services)
{
    /// <summary>Gets the container's registrations.</summary>
    public IServiceCollection Services { get; } = services;
}
