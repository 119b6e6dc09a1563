using System.Diagnostics.Metrics;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the policies.</summary>
public static class PoliciesServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IPolicyEngine"/> as a singleton. Nothing is opened before <see cref="IPolicyEngine.StartAsync"/>. A registered
    /// <see cref="IPolicySetStore"/>, <see cref="TimeProvider"/>, logger or meter factory is used. Calling twice adds up.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets sources and options.</param>
    /// <returns>A builder for extensions.</returns>
    public static GovernancePoliciesBuilder AddGovernancePolicies(this IServiceCollection services, Action<PoliciesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<PoliciesOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PoliciesOptions>, PoliciesOptionsValidator>());
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(static provider => new PolicyEngine(
            provider.GetRequiredService<IOptions<PoliciesOptions>>().Value,
            provider.GetService<ILogger<PolicyEngine>>(),
            provider.GetService<TimeProvider>(),
            provider.GetService<IPolicySetStore>(),
            provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<IPolicyEngine>(static provider => provider.GetRequiredService<PolicyEngine>());
        return new GovernancePoliciesBuilder(services);
    }
}
