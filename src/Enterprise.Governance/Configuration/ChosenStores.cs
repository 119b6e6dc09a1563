using System.Diagnostics.CodeAnalysis;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Enterprise.Governance.Configuration;

/// <summary>Registers each store as the one that code and configuration choose when it is first needed: PostgreSQL if a database is named, else SQLite.</summary>
internal static class ChosenStores
{
    internal static void Add(IServiceCollection services)
    {
        services.Choose<ILedgerStore, PostgresLedgerStore, SqliteLedgerStore>();
        services.Choose<IAnchorStore, PostgresAnchorStore, SqliteAnchorStore>();
        services.Choose<ILedgerVerificationStore, PostgresLedgerVerificationStore, SqliteLedgerVerificationStore>();
        services.Choose<IPolicySetStore, PostgresPolicySetStore, SqlitePolicySetStore>();
        services.Choose<IRateLimitStore, PostgresRateLimitStore, SqliteRateLimitStore>();
        services.Choose<ICostStore, PostgresCostStore, SqliteCostStore>();
        services.Choose<IProjectionStore, PostgresProjectionStore, SqliteProjectionStore>();
        services.Choose<IRunStore, PostgresRunStore, SqliteRunStore>();
        services.Choose<IApprovalStore, PostgresApprovalStore, SqliteApprovalStore>();
        services.Choose<IPipelineStore, PostgresPipelineStore, SqlitePipelineStore>();
    }

    private static void Choose<TStore, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPostgres, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSqlite>(this IServiceCollection services)
        where TStore : class
        where TPostgres : class, TStore
        where TSqlite : class, TStore
    {
        services.TryAddSingleton<TPostgres>();
        services.TryAddSingleton<TSqlite>();
        services.TryAddSingleton<TStore>(static provider => GovernancePostgres.IsConfigured(provider) ? provider.GetRequiredService<TPostgres>() : provider.GetRequiredService<TSqlite>());
    }
}
