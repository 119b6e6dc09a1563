using System.Globalization;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>What a container has of PostgreSQL.</summary>
public static class GovernancePostgres
{
    /// <summary>Tells whether a registration names a database: a data source given to <c>UsePostgres(…)</c>, or a connection string in its options.</summary>
    /// <param name="provider">The container.</param>
    /// <returns><see langword="false"/> also for a container without any such registration.</returns>
    public static bool IsConfigured(IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.GetService<PostgresDataSource>() is not null || provider.GetService<IOptions<GovernancePostgresOptions>>()?.Value.ConnectionString is { Length: > 0 };
    }

    /// <summary>Names the configured database: host, port and database, without user, password or schema.</summary>
    /// <param name="provider">The container.</param>
    /// <returns>Text such as <c>db.example:5432/app</c>, or <see langword="null"/> if no database is configured. Nothing is opened.</returns>
    public static string? FindDatabase(IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        string? text = provider.GetService<PostgresDataSource>()?.DataSource.ConnectionString ?? provider.GetService<IOptions<GovernancePostgresOptions>>()?.Value.ConnectionString;
        if (string.IsNullOrEmpty(text))
            return null;
        NpgsqlConnectionStringBuilder connection = new(text);
        return string.Create(CultureInfo.InvariantCulture, $"{connection.Host}:{connection.Port}/{connection.Database ?? connection.Username}");
    }

    /// <summary>Tells whether any store of the container is one of this package.</summary>
    internal static bool IsUsed(IServiceProvider provider) =>
        provider.GetService<ILedgerStore>() is PostgresLedgerStore || provider.GetService<IPolicySetStore>() is PostgresPolicySetStore
        || provider.GetService<IRateLimitStore>() is PostgresRateLimitStore || provider.GetService<ICostStore>() is PostgresCostStore
        || provider.GetService<IProjectionStore>() is PostgresProjectionStore;
}
