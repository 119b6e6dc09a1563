using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the cost meter's tables in SQLite.</summary>
public static class SqliteCostMeteringBuilderExtensions
{
    /// <summary>Keeps budgets, holds and usage in the SQLite database that all stores of the container share.</summary>
    /// <param name="builder">The meter's builder.</param>
    /// <param name="configure">Names the database; optional where another registration has done so.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceCostMeteringBuilder UseSqlite(this GovernanceCostMeteringBuilder builder, Action<GovernanceSqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSqliteDatabase(SqliteFeatures.CostMetering, configure);
        builder.Services.TryAddSingleton<ICostStore, SqliteCostStore>();
        return builder;
    }
}
