using System.Diagnostics.Metrics;
using Enterprise.Governance.CostMetering;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cost meter.</summary>
public static class CostMeteringServiceCollectionExtensions
{
    /// <summary>Registers <see cref="ICostMeter"/> and a source of limits; a store is chosen on the result. Calling it twice is harmless.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="configure">Sets options; optional.</param>
    /// <returns>A builder, for <c>UseSqlite(…)</c> and the like.</returns>
    public static GovernanceCostMeteringBuilder AddGovernanceCostMetering(this IServiceCollection services, Action<CostMeteringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<CostMeteringOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CostMeteringOptions>, CostMeteringOptionsValidator>());
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICostLimitSource>(static provider =>
            new OptionsCostLimitSource(provider.GetRequiredService<IOptions<CostMeteringOptions>>().Value));
        services.TryAddSingleton<ICostMeter>(static provider => new CostMeter(
            provider.GetService<ICostStore>()
                ?? throw new InvalidOperationException("The cost meter has no store: call UseSqlite or UsePostgres on what AddGovernanceCostMetering returns."),
            provider.GetRequiredService<ICostLimitSource>(),
            provider.GetRequiredService<IOptions<CostMeteringOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<CostMeter>>(),
            provider.GetService<IMeterFactory>()));
        return new GovernanceCostMeteringBuilder(services);
    }
}
