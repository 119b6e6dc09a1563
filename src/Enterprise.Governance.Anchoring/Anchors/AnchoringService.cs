using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Anchoring;

/// <summary>Runs the anchorer every so often, and sooner once enough events are pending.</summary>
internal sealed class AnchoringService(Anchorer anchorer, IAnchorStore store, IOptions<AnchoringOptions> options, TimeProvider time, ILogger<Anchorer> logger) : BackgroundService
{
    private readonly AnchoringOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(stoppingToken).ConfigureAwait(false);
                await anchorer.RunAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.RoundFailed(e);
            }
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        long begun = time.GetTimestamp();
        while (true)
        {
            TimeSpan rest = _options.Interval - time.GetElapsedTime(begun);
            if (rest <= TimeSpan.Zero)
                return;
            TimeSpan step = _options.MaxPendingEvents > 0 && _options.PollInterval < rest ? _options.PollInterval : rest;
            await Task.Delay(step, time, stoppingToken).ConfigureAwait(false);
            if (_options.MaxPendingEvents > 0 && await CountPendingAsync(stoppingToken).ConfigureAwait(false) >= _options.MaxPendingEvents)
                return;
        }
    }

    private async ValueTask<long> CountPendingAsync(CancellationToken cancellationToken)
    {
        IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
            return await snapshot.CountPendingEventsAsync(cancellationToken).ConfigureAwait(false);
    }
}
