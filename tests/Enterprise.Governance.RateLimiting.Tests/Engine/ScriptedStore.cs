namespace Enterprise.Governance.RateLimiting.Tests.Engine;

/// <summary>A working store that counts its calls and fails or waits on demand.</summary>
internal sealed class ScriptedStore(TimeProvider clock) : IRateLimitStore
{
    private readonly InProcessRateLimitStore _inner = new(clock);

    internal int Calls { get; private set; }

    internal bool Fails { get; set; }

    internal TaskCompletionSource? Gate { get; set; }

    /// <summary>Runs after the store has counted and before the caller hears of it.</summary>
    internal Action? AfterCount { get; set; }

    public async ValueTask<RateLimitStoreResult> AcquireAsync(RateLimitStoreRequest request, CancellationToken cancellationToken)
    {
        Calls++;
        if (Gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        if (Fails)
            throw new GovernanceException("store_unavailable", "the store is down", isTransient: true);
        RateLimitStoreResult result = await _inner.AcquireAsync(request, cancellationToken);
        AfterCount?.Invoke();
        return result;
    }
}
