using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
        services.TryAddSingleton(static provider =>
        {
            LedgerOptions options = provider.GetRequiredService<IOptions<LedgerOptions>>().Value;
            return AuditKeyRing.Parse(options.AuditSecret, options.AuditKeysJson);
        });
        services.TryAddSingleton(static provider => new ChainSealer(
            provider.GetRequiredService<AuditKeyRing>(), provider.GetRequiredService<IOptions<LedgerOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ILedger>(static provider => new ChainLedger(
            provider.GetService<ILedgerStore>() ?? throw new InvalidOperationException("The ledger has no store: call UseSqlite or UsePostgres on what AddGovernanceLedger returns."),
            provider.GetRequiredService<ChainSealer>(),
            provider.GetService<System.Diagnostics.Metrics.IMeterFactory>(),
            provider.GetService<IAnchorStore>()));
        return new GovernanceLedgerBuilder(services);
    }
}
