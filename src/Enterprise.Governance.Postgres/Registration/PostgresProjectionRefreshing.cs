using Enterprise.Governance.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Postgres;

/// <summary>Runs the refresher while the host runs, if projections are in PostgreSQL. Services are resolved late, as by <see cref="PostgresStartup"/>.</summary>
internal sealed class PostgresProjectionRefreshing(IServiceProvider provider) : IHostedService
{
    private PostgresProjectionRefresher? _refresher;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (provider.GetService<IProjectionStore>() is not PostgresProjectionStore store || provider.GetService<IProjections>() is not { } projections)
            return;
        await projections.StartAsync(cancellationToken).ConfigureAwait(false);
        ProjectionsOptions options = provider.GetRequiredService<IOptions<ProjectionsOptions>>().Value;
        if (!options.RefreshAutomatically)
            return;
        _refresher = new PostgresProjectionRefresher(store, projections.Definitions, options, provider.GetService<TimeProvider>(), provider.GetService<ILogger<PostgresProjectionRefresher>>());
        _refresher.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_refresher is not null)
            await _refresher.DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
