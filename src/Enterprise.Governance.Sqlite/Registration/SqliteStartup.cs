using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Enterprise.Governance.Sqlite;

/// <summary>Opens the database when the host starts, before any hosted service runs, so that a bad schema stops the start.</summary>
/// <remarks>The database is resolved late: a missing connection string fails the start, not the building of the host.</remarks>
internal sealed class SqliteStartup(IServiceProvider provider) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (SqliteStores.IsUsed(provider))
            await provider.GetRequiredService<GovernanceSqliteDatabase>().OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
