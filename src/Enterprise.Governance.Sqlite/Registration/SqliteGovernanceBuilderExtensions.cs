using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite for the governed pipeline and everything below it.</summary>
public static class SqliteGovernanceBuilderExtensions
{
    /// <summary>Keeps runs, approvals, claims, chains, policies, counters and costs in one SQLite file.</summary>
    /// <param name="builder">The registration of governance.</param>
    /// <param name="configure">Sets the connection string.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceBuilder UseSqlite(this GovernanceBuilder builder, Action<GovernanceSqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSqliteDatabase(SqliteFeatures.All, configure);
        builder.Services.TryAddSingleton<ILedgerStore, SqliteLedgerStore>();
        builder.Services.TryAddSingleton<IAnchorStore, SqliteAnchorStore>();
        builder.Services.TryAddSingleton<ILedgerVerificationStore, SqliteLedgerVerificationStore>();
        builder.Services.TryAddSingleton<IPolicySetStore, SqlitePolicySetStore>();
        builder.Services.TryAddSingleton<IRateLimitStore, SqliteRateLimitStore>();
        builder.Services.TryAddSingleton<ICostStore, SqliteCostStore>();
        builder.Services.TryAddSingleton<IProjectionStore, SqliteProjectionStore>();
        builder.Services.TryAddSingleton<IRunStore, SqliteRunStore>();
        builder.Services.TryAddSingleton<IApprovalStore, SqliteApprovalStore>();
        builder.Services.TryAddSingleton<IPipelineStore, SqlitePipelineStore>();
        return builder;
    }
}
