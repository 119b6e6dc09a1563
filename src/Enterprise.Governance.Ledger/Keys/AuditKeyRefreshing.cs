using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Ledger.Keys;

/// <summary>Opens the ledger when the host starts, so that a provider that fails shows then, and asks it again every so often.</summary>
/// <remarks>The keys are resolved late: a missing store is for the start-up report.</remarks>
internal sealed class AuditKeyRefreshing(IServiceProvider provider, IOptions<LedgerOptions> options, TimeProvider time) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await provider.GetRequiredService<LiveAuditKeys>().OpenAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LiveAuditKeys keys = provider.GetRequiredService<LiveAuditKeys>();
        using PeriodicTimer timer = new(options.Value.KeyRefreshInterval, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
                await keys.RefreshAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
