using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Postgres;

/// <summary>A request that waits to go together with others.</summary>
internal sealed class PostgresRateLimitWaiter(RateLimitStoreRequest request)
{
    private const int Waiting = 0, Taken = 1, Cancelled = 2;

    private readonly TaskCompletionSource<RateLimitStoreResult?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Waiting, Taken or Cancelled. Written by Interlocked: the lane takes it, its caller cancels it while it is not taken.
    private int _state;

    internal RateLimitStoreRequest Request { get; } = request;

    internal bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    internal void Complete(RateLimitStoreResult result) => _completion.TrySetResult(result);

    /// <summary>Sends it by itself, by its own caller.</summary>
    internal void GoAlone() => _completion.TrySetResult(null);

    /// <summary>Fails it as the call that it went with, or that it waited for.</summary>
    internal void Fail(GovernanceException failure) => _completion.TrySetException(new GovernanceException(failure.Code, failure.Message, failure.IsTransient, failure));

    /// <summary>Waits for the result; null says that the request has to go by itself. Cancelling counts until it is taken.</summary>
    internal async ValueTask<RateLimitStoreResult?> WaitAsync(CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static (state, token) => ((PostgresRateLimitWaiter)state!).Cancel(token), this))
            return await _completion.Task.ConfigureAwait(false);
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
            _completion.TrySetCanceled(cancellationToken);
    }
}
