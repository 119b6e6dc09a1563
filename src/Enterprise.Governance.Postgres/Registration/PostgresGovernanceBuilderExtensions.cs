using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL for the governed pipeline and everything below it.</summary>
/// <remarks>All PostgreSQL stores of a container share one database: that of the first call that names one.</remarks>
public static class PostgresGovernanceBuilderExtensions
{
    /// <summary>Keeps runs, approvals, claims, chains, policies, counters and costs in PostgreSQL, in the database that another registration names or the container's <see cref="NpgsqlDataSource"/>.</summary>
    /// <param name="builder">The registration of governance.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceBuilder UsePostgres(this GovernanceBuilder builder, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, source: null);

    /// <summary>Keeps runs, approvals, claims, chains, policies, counters and costs in PostgreSQL.</summary>
    /// <param name="builder">The registration of governance.</param>
    /// <param name="dataSource">The database; stays the caller's to dispose.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceBuilder UsePostgres(this GovernanceBuilder builder, NpgsqlDataSource dataSource, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Of(dataSource));

    /// <summary>Keeps runs, approvals, claims, chains, policies, counters and costs in PostgreSQL, through a data source of the container's own.</summary>
    /// <param name="builder">The registration of governance.</param>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceBuilder UsePostgres(this GovernanceBuilder builder, string connectionString, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Of(connectionString));

    /// <summary>Keeps runs, approvals, claims, chains, policies, counters and costs in PostgreSQL, in the database that <paramref name="dataSource"/> finds in the container.</summary>
    /// <param name="builder">The registration of governance.</param>
    /// <param name="dataSource">Finds the data source; it stays the container's or the caller's to dispose.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceBuilder UsePostgres(this GovernanceBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Of(dataSource));

    /// <summary>Keeps runs, approvals, claims, chains, policies, counters and costs in PostgreSQL, in the database that is registered under a key.</summary>
    /// <param name="builder">The registration of governance.</param>
    /// <param name="serviceKey">The key of the container's <see cref="NpgsqlDataSource"/>.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceBuilder UsePostgresKeyed(this GovernanceBuilder builder, object serviceKey, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Keyed(serviceKey));

    private static GovernanceBuilder Use(GovernanceBuilder builder, Action<GovernancePostgresOptions>? configure, Func<IServiceProvider, PostgresDataSource>? source)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPostgresDatabase(PostgresFeatures.All, configure, source);
        builder.Services.TryAddSingleton<ILedgerStore, PostgresLedgerStore>();
        builder.Services.TryAddSingleton<IAnchorStore, PostgresAnchorStore>();
        builder.Services.TryAddSingleton<ILedgerVerificationStore, PostgresLedgerVerificationStore>();
        builder.Services.TryAddSingleton<IPolicySetStore, PostgresPolicySetStore>();
        builder.Services.TryAddSingleton<IRateLimitStore, PostgresRateLimitStore>();
        builder.Services.TryAddSingleton<ICostStore, PostgresCostStore>();
        builder.Services.AddPostgresProjections();
        builder.Services.TryAddSingleton<IRunStore, PostgresRunStore>();
        builder.Services.TryAddSingleton<IApprovalStore, PostgresApprovalStore>();
        builder.Services.TryAddSingleton<IPipelineStore, PostgresPipelineStore>();
        return builder;
    }
}
