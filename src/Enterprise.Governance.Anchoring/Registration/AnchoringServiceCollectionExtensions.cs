using System.Diagnostics.Metrics;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers anchoring.</summary>
public static class AnchoringServiceCollectionExtensions
{
    /// <summary>Adds <see cref="Anchorer"/> and a hosted service that runs it; the store of the log comes with that of the ledger. Calling it twice is harmless.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Sets the signing key and the sinks.</param>
    /// <returns>The container's registrations.</returns>
    public static IServiceCollection AddGovernanceAnchoring(this IServiceCollection services, Action<AnchoringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<AnchoringOptions, AnchoringOptionsValidator>();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new Anchorer(
            provider.GetService<IAnchorStore>() ?? throw new InvalidOperationException("Anchoring has no store: register the ledger with UseSqlite or UsePostgres."),
            provider.GetAuditKeys(),
            provider.GetRequiredService<IOptions<AnchoringOptions>>().Value,
            provider.GetService<ILogger<Anchorer>>(),
            provider.GetService<IMeterFactory>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AnchoringService>());
        return services;
    }
}
