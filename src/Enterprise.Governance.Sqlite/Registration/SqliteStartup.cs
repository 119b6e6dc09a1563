using Microsoft.Extensions.Hosting;

namespace Enterprise.Governance.Sqlite;

/// <summary>Opens the database when the host starts, before any hosted service runs, so that a bad schema stops the start.</summary>
internal sealed class SqliteStartup(GovernanceSqliteDatabase database) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken) => await database.OpenAsync(cancellationToken).ConfigureAwait(false);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
