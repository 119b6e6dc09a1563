using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Pipeline;

/// <summary>Renews something (a claim, a hold, a lease) three times in its lifetime until disposed. One renewal at a time.</summary>
internal sealed class PeriodicRenewal : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask<bool>> _renew;
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    // 1 once disposing has begun. Written by Interlocked.
    private int _isDisposed;

    internal PeriodicRenewal(Func<CancellationToken, ValueTask<bool>> renew, TimeSpan lifetime, TimeProvider time, ILogger logger)
    {
        _renew = renew;
        _logger = logger;
        _timer = new PeriodicTimer(lifetime / 3, time);
        _loop = RunAsync();
    }

    /// <summary>Ends the renewals. Never throws: what was renewed may have to be committed or given back next.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            await _loop.ConfigureAwait(false);
            return;
        }

        _timer.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            try
            {
                if (!await _renew(_stop.Token).ConfigureAwait(false))
                {
                    // Somebody else has it now; what is under way finds out when it commits.
                    _logger.RenewalLost();
                    return;
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was, the next tick tries again; the lifetime covers three of them.
                _logger.RenewalFailed((e as GovernanceException)?.Code ?? e.GetType().Name);
            }
        }
    }
}
