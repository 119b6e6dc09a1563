using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Sqlite;

/// <summary>Commits an empty unit of work: the file can be read, locked and written.</summary>
internal sealed class SqliteHealth(IServiceProvider provider) : IStoreHealth
{
    public async ValueTask<StoreHealth?> CheckAsync(CancellationToken cancellationToken)
    {
        if (!SqliteStores.IsUsed(provider))
            return null;
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            await provider.GetRequiredService<GovernanceSqliteDatabase>().WriteAsync(
                static (context, _) => context.Session.ScalarLong("SELECT count(*) FROM sqlite_schema;"), 0, cancellationToken).ConfigureAwait(false);
            return Report(null, null);
        }
        catch (GovernanceException e)
        {
            return Report(e.Code, e.Message);
        }

        StoreHealth Report(string? code, string? description) => new("sqlite", code is null, code, description, TimeProvider.System.GetElapsedTime(start));
    }
}
