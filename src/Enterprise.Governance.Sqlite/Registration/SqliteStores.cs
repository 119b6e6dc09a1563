using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Sqlite;

/// <summary>What a container has of SQLite.</summary>
internal static class SqliteStores
{
    /// <summary>Tells whether any store of the container is one of this package: a host may register both databases and let its configuration choose.</summary>
    internal static bool IsUsed(IServiceProvider provider) =>
        provider.GetService<ILedgerStore>() is SqliteLedgerStore || provider.GetService<IPolicySetStore>() is SqlitePolicySetStore
        || provider.GetService<IRateLimitStore>() is SqliteRateLimitStore || provider.GetService<ICostStore>() is SqliteCostStore
        || provider.GetService<IProjectionStore>() is SqliteProjectionStore;
}
