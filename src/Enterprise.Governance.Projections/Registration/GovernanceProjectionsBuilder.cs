using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Projections;

/// <summary>Continues the registration of projections; stores add themselves as extension methods.</summary>
/// <param name="services">The container's registrations.</param>
public sealed class GovernanceProjectionsBuilder(IServiceCollection services)
{
    /// <summary>Gets the container's registrations.</summary>
    public IServiceCollection Services { get; } = services;
}
