using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.CostMetering;

/// <summary>Where stores and sources of the cost meter are registered, by extension methods.</summary>
/// <param name="services">The container's services.</param>
public sealed class GovernanceCostMeteringBuilder(IServiceCollection services)
{
    /// <summary>Gets the container's services.</summary>
    public IServiceCollection Services { get; } = services;
}
