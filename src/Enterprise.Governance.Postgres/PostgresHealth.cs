using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Postgres;

/// <summary>Asks the server, through the stores' own data source, whether it answers and takes writes.</summary>
internal sealed class PostgresHealth(IServiceProvider provider) : IStoreHealth
{
    public async ValueTask<StoreHealth?> CheckAsync(CancellationToken cancellationToken)
    {
        if (!GovernancePostgres.IsUsed(provider))
            return null;
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            bool isReadOnly = await provider.GetRequiredService<GovernancePostgresDatabase>().IsReadOnlyAsync(cancellationToken).ConfigureAwait(false);
            return isReadOnly
                ? Report("store_read_only", "the PostgreSQL server takes no writes, as a standby does; connect to the primary")
                : Report(null, null);
        }
        catch (GovernanceException e)
        {
            return Report(e.Code, e.Message);
        }

        StoreHealth Report(string? code, string? description) => new("postgres", code is null, code, description, TimeProvider.System.GetElapsedTime(start));
    }
}
