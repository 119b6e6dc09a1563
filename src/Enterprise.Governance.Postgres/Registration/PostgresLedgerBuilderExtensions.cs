using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL for the ledger.</summary>
/// <remarks>All PostgreSQL stores of a container share one database: that of the first call that names one.</remarks>
public static class PostgresLedgerBuilderExtensions
{
    /// <summary>Keeps the chains, and the log of anchors beside them, in PostgreSQL, in the database that another registration names or the container's <see cref="NpgsqlDataSource"/>.</summary>
    /// <param name="builder">The ledger's registration.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceLedgerBuilder UsePostgres(this GovernanceLedgerBuilder builder, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, source: null);

    /// <summary>Keeps the chains, and the log of anchors beside them, in PostgreSQL.</summary>
    /// <param name="builder">The ledger's registration.</param>
    /// <param name="dataSource">The database; stays the caller's to dispose.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceLedgerBuilder UsePostgres(this GovernanceLedgerBuilder builder, NpgsqlDataSource dataSource, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Of(dataSource));

    /// <summary>Keeps the chains, and the log of anchors beside them, in PostgreSQL, through a data source of the container's own.</summary>
    /// <param name="builder">The ledger's registration.</param>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceLedgerBuilder UsePostgres(this GovernanceLedgerBuilder builder, string connectionString, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Of(connectionString));

    /// <summary>Keeps the chains, and the log of anchors beside them, in PostgreSQL, in the database that <paramref name="dataSource"/> finds in the container.</summary>
    /// <param name="builder">The ledger's registration.</param>
    /// <param name="dataSource">Finds the data source; it stays the container's or the caller's to dispose.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceLedgerBuilder UsePostgres(this GovernanceLedgerBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Of(dataSource));

    /// <summary>Keeps the chains, and the log of anchors beside them, in PostgreSQL, in the database that is registered under a key.</summary>
    /// <param name="builder">The ledger's registration.</param>
    /// <param name="serviceKey">The key of the container's <see cref="NpgsqlDataSource"/>.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceLedgerBuilder UsePostgresKeyed(this GovernanceLedgerBuilder builder, object serviceKey, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Keyed(serviceKey));

    private static GovernanceLedgerBuilder Use(GovernanceLedgerBuilder builder, Action<GovernancePostgresOptions>? configure, Func<IServiceProvider, PostgresDataSource>? source)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPostgresDatabase(PostgresFeatures.Ledger | PostgresFeatures.Anchoring, configure, source);
        builder.Services.TryAddSingleton<ILedgerStore, PostgresLedgerStore>();
        builder.Services.TryAddSingleton<IAnchorStore, PostgresAnchorStore>();
        builder.Services.TryAddSingleton<ILedgerVerificationStore, PostgresLedgerVerificationStore>();
        return builder;
    }
}
