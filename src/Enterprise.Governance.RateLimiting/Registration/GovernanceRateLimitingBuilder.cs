using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.RateLimiting;

/// <summary>Continues the registration of the rate limiter; stores and sources add themselves as extension methods.</summary>
/// <param name="services">The container's registrations.</param>
public sealed class GovernanceRateLimitingBuilder(IServiceCollection services)
{
    /// <summary>Gets the container's registrations.</summary>
    public IServiceCollection Services { get; } = services;
}
