using Enterprise.Governance.Policies;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite for versions of policy sets.</summary>
public static class SqlitePoliciesBuilderExtensions
{
    /// <summary>Keeps the documents of policy sets in SQLite. All SQLite stores of a container share one database.</summary>
    /// <param name="builder">The policies' registration.</param>
    /// <param name="configure">Sets the connection string.</param>
    /// <returns>The same builder.</returns>
    public static GovernancePoliciesBuilder UseSqlite(this GovernancePoliciesBuilder builder, Action<GovernanceSqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSqliteDatabase(SqliteFeatures.Policies, configure);
        builder.Services.TryAddSingleton<IPolicySetStore, SqlitePolicySetStore>();
        return builder;
    }
}
