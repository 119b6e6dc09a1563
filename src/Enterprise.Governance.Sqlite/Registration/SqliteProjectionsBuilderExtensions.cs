using Enterprise.Governance.Projections;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite for projections.</summary>
public static class SqliteProjectionsBuilderExtensions
{
    /// <summary>Makes projections plain views in SQLite. All SQLite stores of a container share one database.</summary>
    /// <param name="builder">The projections' registration.</param>
    /// <param name="configure">Sets the connection string.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceProjectionsBuilder UseSqlite(this GovernanceProjectionsBuilder builder, Action<GovernanceSqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSqliteDatabase(SqliteFeatures.Projections, configure);
        builder.Services.TryAddSingleton<IProjectionStore, SqliteProjectionStore>();
        return builder;
    }
}
