using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Ledger.Watching;

/// <summary>Verifies all chains when the host has started, and every so often.</summary>
/// <remarks>The ledger is resolved late: a missing store is for the start-up report.</remarks>
internal sealed class LedgerVerificationService(IServiceProvider provider, IOptions<LedgerVerificationOptions> options, TimeProvider time, ILogger<LedgerVerification>? logger = null) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.Interval, time);
        LedgerVerification verification = provider.GetRequiredService<LedgerVerification>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                LedgerVerificationResult result = await verification.RunAsync(stoppingToken).ConfigureAwait(false);
                logger?.VerificationEnded(result.Runs, result.Events, result.BadRuns);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger?.VerificationFailed(e);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
