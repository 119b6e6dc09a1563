using Enterprise.Governance.Postgres;
using Enterprise.Governance.Projections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL for projections.</summary>
/// <remarks>All PostgreSQL stores of a container share one database: that of the first call that names one.</remarks>
public static class PostgresProjectionsBuilderExtensions
{
    /// <summary>Keeps projections as materialized views in PostgreSQL, in the database that another registration names or the container's <see cref="NpgsqlDataSource"/>.</summary>
    /// <param name="builder">The projections' registration.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceProjectionsBuilder UsePostgres(this GovernanceProjectionsBuilder builder, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, source: null);

    /// <summary>Keeps projections as materialized views in PostgreSQL.</summary>
    /// <param name="builder">The projections' registration.</param>
    /// <param name="dataSource">The database; stays the caller's to dispose.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceProjectionsBuilder UsePostgres(this GovernanceProjectionsBuilder builder, NpgsqlDataSource dataSource, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Of(dataSource));

    /// <summary>Keeps projections as materialized views in PostgreSQL, through a data source of the container's own.</summary>
    /// <param name="builder">The projections' registration.</param>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceProjectionsBuilder UsePostgres(this GovernanceProjectionsBuilder builder, string connectionString, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Of(connectionString));

    /// <summary>Keeps projections as materialized views in PostgreSQL, in the database that <paramref name="dataSource"/> finds in the container.</summary>
    /// <param name="builder">The projections' registration.</param>
    /// <param name="dataSource">Finds the data source; it stays the container's or the caller's to dispose.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceProjectionsBuilder UsePostgres(this GovernanceProjectionsBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Of(dataSource));

    /// <summary>Keeps projections as materialized views in PostgreSQL, in the database that is registered under a key.</summary>
    /// <param name="builder">The projections' registration.</param>
    /// <param name="serviceKey">The key of the container's <see cref="NpgsqlDataSource"/>.</param>
    /// <param name="configure">Sets the schema and times.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceProjectionsBuilder UsePostgresKeyed(this GovernanceProjectionsBuilder builder, object serviceKey, Action<GovernancePostgresOptions>? configure = null) =>
        Use(builder, configure, PostgresDataSource.Keyed(serviceKey));

    /// <summary>Refreshes with connections of a role of its own, so that the application's needs no right to refresh.</summary>
    /// <param name="builder">The projections' registration.</param>
    /// <param name="dataSource">Finds connections of the refresher role of the grant script, to the same database; the data source stays the container's or the caller's to dispose.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceProjectionsBuilder RefreshWith(this GovernanceProjectionsBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        builder.Services.TryAddSingleton(new PostgresRefresherDataSource(dataSource));
        return builder;
    }

    private static GovernanceProjectionsBuilder Use(GovernanceProjectionsBuilder builder, Action<GovernancePostgresOptions>? configure, Func<IServiceProvider, PostgresDataSource>? source)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPostgresDatabase(PostgresFeatures.Projections, configure, source);
        builder.Services.AddPostgresProjections();
        return builder;
    }
}
