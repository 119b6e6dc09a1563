using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite for the ledger.</summary>
public static class SqliteLedgerBuilderExtensions
{
    /// <summary>Keeps the chains, and the log of anchors beside them, in SQLite. All SQLite stores of a container share one database.</summary>
    /// <param name="builder">The ledger's registration.</param>
    /// <param name="configure">Sets the connection string.</param>
    /// <returns>The same builder.</returns>
    public static GovernanceLedgerBuilder UseSqlite(this GovernanceLedgerBuilder builder, Action<GovernanceSqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSqliteDatabase(SqliteFeatures.Ledger | SqliteFeatures.Anchoring, configure);
        builder.Services.TryAddSingleton<ILedgerStore, SqliteLedgerStore>();
        builder.Services.TryAddSingleton<IAnchorStore, SqliteAnchorStore>();
        builder.Services.TryAddSingleton<ILedgerVerificationStore, SqliteLedgerVerificationStore>();
        return builder;
    }
}
