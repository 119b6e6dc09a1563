using System.Diagnostics.Metrics;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers archiving.</summary>
public static class ArchivingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="RunArchiver"/>, for a job of the host's own; nothing runs by itself. The store of the log comes with that of the ledger, on PostgreSQL as the archivist's role. Calling it twice is harmless.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Sets the signing key and the former keys, as for the anchorer.</param>
    /// <returns>The container's registrations.</returns>
    public static IServiceCollection AddGovernanceArchiving(this IServiceCollection services, Action<AnchoringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<AnchoringOptions, AnchoringOptionsValidator>();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(static provider => new RunArchiver(
            provider.GetService<IAnchorStore>() ?? throw new InvalidOperationException("Archiving has no store: register the ledger with UseSqlite or UsePostgres."),
            provider.GetAuditKeys(),
            provider.GetRequiredService<IOptions<AnchoringOptions>>().Value,
            provider.GetService<IPolicyDocumentSource>() is { } policies ? policies.ReadAsync : null,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<RunArchiver>>(),
            provider.GetService<IMeterFactory>()));
        return services;
    }
}
