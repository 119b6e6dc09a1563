using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance;

/// <summary>Continues the registration of the governed pipeline; stores add themselves as extension methods.</summary>
/// <param name="services">The container's registrations.</param>
public sealed class GovernanceBuilder(IServiceCollection services)
{
    /// <summary>Gets the container's registrations.</summary>
    public IServiceCollection Services { get; } = services;
}
