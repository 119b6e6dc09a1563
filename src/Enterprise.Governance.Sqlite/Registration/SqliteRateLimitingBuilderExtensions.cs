using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite for the rate limiter.</summary>
public static class SqliteRateLimitingBuilderExtensions
{
    /// <summary>Keeps the counters in SQLite. All SQLite stores of a container share one database.</summary>
    /// <param name="builder">The limiter's registration.</param>
    /// <param name="configure">Sets the connection string; optional where another registration has done so.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceRateLimitingBuilder UseSqlite(this GovernanceRateLimitingBuilder builder, Action<GovernanceSqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSqliteDatabase(SqliteFeatures.RateLimiting, configure);
        builder.Services.TryAddSingleton<IRateLimitStore, SqliteRateLimitStore>();
        return builder;
    }
}
