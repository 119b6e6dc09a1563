using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.AspNetCore.Endpoints;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what governance needs in a web host.</summary>
public static class GovernanceAspNetCoreServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IGovernanceScopeResolver"/> and the options of rate limiting, governed endpoints and <c>MapGovernance()</c>. Governance itself is added by <c>AddEnterpriseGovernance()</c> or
    /// <c>AddGovernanceCore()</c>. Calling it twice is harmless; a resolver that is registered already stays.
    /// </summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Sets claims, capabilities and limits.</param>
    /// <returns>The same registrations.</returns>
    public static IServiceCollection AddGovernanceAspNetCore(this IServiceCollection services, Action<GovernanceHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<GovernanceHttpOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GovernanceHttpOptions>, GovernanceHttpOptionsValidator>());
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IGovernanceScopeResolver, ClaimsScopeResolver>();
        services.TryAddSingleton<GovernanceRoutes>();
        return services;
    }
}
