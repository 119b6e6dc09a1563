using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Enterprise.Governance.Sqlite;

/// <summary>Opens the database when the host starts, before any hosted service runs, so that a bad schema stops the start.</summary>
/// <remarks>The database is resolved late: a missing connection string fails the start, not the building of the host.</remarks>
internal sealed class SqliteStartup(IServiceProvider provider) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // A host may register both databases and let its configuration choose.
        if (IsUsed())
            await provider.GetRequiredService<GovernanceSqliteDatabase>().OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool IsUsed() =>
        provider.GetService<ILedgerStore>() is SqliteLedgerStore || provider.GetService<IPolicySetStore>() is SqlitePolicySetStore
        || provider.GetService<IRateLimitStore>() is SqliteRateLimitStore || provider.GetService<ICostStore>() is SqliteCostStore
        || provider.GetService<IProjectionStore>() is SqliteProjectionStore;
}
