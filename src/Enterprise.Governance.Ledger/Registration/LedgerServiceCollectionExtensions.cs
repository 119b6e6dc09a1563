using System.Diagnostics.Metrics;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Ledger.Keys;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the chain ledger.</summary>
public static class LedgerServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ILedger"/>; choose a store with <c>UseSqlite</c> or <c>UsePostgres</c>. Calling it twice is harmless.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Sets the audit secret and the limits.</param>
    /// <returns>A builder to choose the store with.</returns>
    public static GovernanceLedgerBuilder AddGovernanceLedger(this IServiceCollection services, Action<LedgerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<LedgerOptions, LedgerOptionsValidator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LedgerOptions>, LedgerKeysValidator>());
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IAuditKeyProvider, ConfiguredAuditKeys>();
        services.TryAddSingleton(static provider => new ChainSealer(provider.GetRequiredService<IOptions<LedgerOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new LiveAuditKeys(
            provider.GetRequiredService<IAuditKeyProvider>(),
            FindStore(provider),
            provider.GetRequiredService<ChainSealer>(),
            provider.GetRequiredService<IOptions<LedgerOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<LiveAuditKeys>>(),
            provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<ILedger>(static provider => new ChainLedger(
            FindStore(provider),
            provider.GetRequiredService<ChainSealer>(),
            provider.GetService<IMeterFactory>(),
            provider.GetService<IAnchorStore>(),
            provider.GetRequiredService<LiveAuditKeys>()));
        return new GovernanceLedgerBuilder(services);
    }

    private static ILedgerStore FindStore(IServiceProvider provider) =>
        provider.GetService<ILedgerStore>() ?? throw new InvalidOperationException("The ledger has no store: call UseSqlite or UsePostgres on what AddGovernanceLedger returns.");
}
