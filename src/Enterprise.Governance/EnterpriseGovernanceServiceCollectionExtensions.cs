using Enterprise.Governance;
using Enterprise.Governance.Configuration;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds governance with everything it needs.</summary>
public static class EnterpriseGovernanceServiceCollectionExtensions
{
    /// <summary>
    /// Adds ledger, policies, rate limiter, cost meter, projections, runs and approvals, with a store, configured from the host's configuration.
    /// Calling it twice is harmless.
    /// </summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Says in code what configuration should not say.</param>
    /// <returns>A builder to go on with.</returns>
    /// <remarks>
    /// Touches no file and no network: databases, secrets and files are opened when the host starts, and if anything is wrong the start fails once with a
    /// <see cref="GovernanceStartupException"/> that lists all of it. The connection string <c>Governance</c> chooses PostgreSQL. Only the environment <c>Development</c> relaxes: without
    /// one it takes a SQLite file in the content root; it applies the schema, generates an audit secret and gives unknown tenants the built-in limits.
    /// </remarks>
    public static GovernanceBuilder AddEnterpriseGovernance(this IServiceCollection services, Action<EnterpriseGovernanceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        EnterpriseGovernanceOptions code = new();
        configure?.Invoke(code);
        services.TryAddSingleton(provider => new GovernanceConfiguration(provider, code));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<LedgerOptions>, ConfigureFromHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<GovernanceOptions>, ConfigureFromHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<RateLimitOptions>, ConfigureFromHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<PoliciesOptions>, ConfigureFromHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<GovernanceSqliteOptions>, ConfigureFromHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<GovernancePostgresOptions>, ConfigureFromHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ProjectionsOptions>, ConfigureFromHost>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<LedgerOptions>, DevelopmentSecret>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupCheck, EnvironmentCheck>());
        services.TryAddSingleton<ITenantSource>(static provider =>
        {
            GovernanceConfiguration configuration = provider.GetRequiredService<GovernanceConfiguration>();
            return new FileTenantSource(
                configuration.TenantsDirectory,
                configuration.RateLimitWindowSeconds,
                configuration.IsDevelopment ? TenantConfiguration.DevelopmentDefaults : null,
                timeProvider: provider.GetRequiredService<TimeProvider>(),
                logger: provider.GetService<ILogger<FileTenantSource>>());
        });
        ChosenStores.Add(services);
        return services.AddGovernanceCore().UseSqlite().UsePostgres();
    }
}
