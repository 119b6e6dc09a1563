using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Ledger.Watching;

/// <summary>Keeps the schedule of the verification as long as the host runs.</summary>
/// <remarks>The ledger is resolved late: a missing store is for the start-up report.</remarks>
internal sealed class LedgerVerificationService(IServiceProvider provider, IOptions<LedgerVerificationOptions> options, TimeProvider time, ILogger<LedgerVerification>? logger = null) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await provider.GetRequiredService<LedgerVerification>().ReleaseAsync().ConfigureAwait(false);
        }
        catch (GovernanceException)
        {
            // The lease runs out by itself.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LedgerVerification verification = provider.GetRequiredService<LedgerVerification>();
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan wait = options.Value.LeaseLifetime;
            try
            {
                wait = await verification.StepAsync(stoppingToken).ConfigureAwait(false);
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
                await Task.Delay(wait, time, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
