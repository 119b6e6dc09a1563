using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Postgres;

/// <summary>What a container has of PostgreSQL.</summary>
public static class GovernancePostgres
{
    /// <summary>Tells whether a registration names a database: a data source given to <c>UsePostgres(…)</c>, or a connection string in its options.</summary>
    /// <param name="provider">The container.</param>
    /// <returns><see langword="false"/> also for a container without any such registration.</returns>
    public static bool IsConfigured(IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.GetService<PostgresDataSource>() is not null || provider.GetService<IOptions<GovernancePostgresOptions>>()?.Value.ConnectionString is { Length: > 0 };
    }

    /// <summary>Tells whether any store of the container is one of this package.</summary>
    internal static bool IsUsed(IServiceProvider provider) =>
        provider.GetService<ILedgerStore>() is PostgresLedgerStore || provider.GetService<IPolicySetStore>() is PostgresPolicySetStore
        || provider.GetService<IRateLimitStore>() is PostgresRateLimitStore || provider.GetService<ICostStore>() is PostgresCostStore
        || provider.GetService<IProjectionStore>() is PostgresProjectionStore;
}
