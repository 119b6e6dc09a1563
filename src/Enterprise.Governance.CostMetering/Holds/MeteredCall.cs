using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.CostMetering;

/// <summary>A call in flight whose hold is renewed until it is settled or disposed. Disposing it unsettled releases the hold.</summary>
/// <remarks>
/// Members may be called from any thread. If the process dies, the hold expires by itself. If renewing fails for longer than the
/// hold lives, the call may go on: settling still charges.
/// </remarks>
public sealed class MeteredCall : IAsyncDisposable
{
    private readonly ICostMeter _meter;
    private readonly ILogger _logger;
    private readonly ITimer? _timer;

    // 0 = held, 1 = settled or released. Written by compare-and-set: whoever ends the hold, ends it alone.
    private int _isOver;

    // The renewal in flight or the last one; written by the timer's callback alone, and only when the one before has ended.
    private volatile Task _renewal = Task.CompletedTask;

    internal MeteredCall(ICostMeter meter, CostCall call, CostHoldDecision decision, TimeSpan renewInterval, TimeProvider timeProvider, ILogger logger)
    {
        _meter = meter;
        _logger = logger;
        Call = call;
        Decision = decision;
        _isOver = decision.IsGranted ? 0 : 1;
        if (decision.IsGranted)
            _timer = timeProvider.CreateTimer(static state => ((MeteredCall)state!).Tick(), this, renewInterval, renewInterval);
    }

    /// <summary>Gets the call.</summary>
    public CostCall Call { get; }

    /// <summary>Gets the answer to the hold. Unless it is granted, do not make the call.</summary>
    public CostHoldDecision Decision { get; }

    /// <summary>Gets the renewal in flight or the last one.</summary>
    internal Task Renewal => _renewal;

    /// <summary>Charges the call and ends its hold.</summary>
    /// <param name="usage">For an LLM call, what it used, or what arrived before it was cancelled.</param>
    /// <param name="units">Cost units to charge; needed for a tool call, computed for an LLM call when absent.</param>
    /// <param name="cancellationToken">Cancels the wait; when it throws, nothing is charged and the hold stands until it is disposed.</param>
    /// <returns>What was charged.</returns>
    /// <exception cref="InvalidOperationException">The hold was not granted.</exception>
    /// <exception cref="GovernanceException">The store failed.</exception>
    public async ValueTask<CostCharge> SettleAsync(LlmUsage? usage = null, long? units = null, CancellationToken cancellationToken = default)
    {
        if (!Decision.IsGranted)
            throw new InvalidOperationException("the hold was not granted, so there is no call to settle");
        CostCharge charge = await _meter.SettleAsync(new CostSettleRequest(Call, usage, units), cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _isOver, 1);
        return charge;
    }

    /// <summary>Ends the renewal, and the hold if the call was not settled.</summary>
    /// <returns>A task that ends when the hold is released.</returns>
    /// <exception cref="GovernanceException">The store failed; the hold expires by itself.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
        await _renewal.ConfigureAwait(false);
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
            await _meter.ReleaseAsync(Call.Key, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Runs on the timer. A slow store is not asked twice at once.</summary>
    private void Tick()
    {
        if (Volatile.Read(ref _isOver) == 0 && _renewal.IsCompleted)
            _renewal = RenewAsync();
    }

    /// <summary>Renews the hold. A failure is not the caller's: the next tick tries again, and the hold outlives a lost one.</summary>
    private async Task RenewAsync()
    {
        try
        {
            DateTimeOffset? expiresAt = await _meter.RenewAsync(Call.Key, CancellationToken.None).ConfigureAwait(false);
            if (expiresAt is null && Volatile.Read(ref _isOver) == 0)
                _logger.HoldLost(Call.RunId, Call.CallId);
        }
        catch (Exception e)
        {
            _logger.RenewalFailed(e, Call.RunId, Call.CallId);
        }
    }
}
