using System.Threading.RateLimiting;

namespace Enterprise.Governance.RateLimiting;

/// <summary>
/// A scope's limits in the shape of a .NET limiter. Trying without waiting serves only permits in memory and counts nothing when it
/// fails, so a caller that tries and then waits, as ASP.NET Core's middleware does, counts once.
/// </summary>
internal sealed class GovernanceScopeRateLimiter : RateLimiter
{
    private readonly GovernanceRateLimiter _limiter;
    private readonly GovernanceScope _scope;
    private readonly TimeProvider _timeProvider;

    // Written by every caller, by interlocked operations and whole-word writes; the statistics are a snapshot, not a transaction.
    private long _succeeded;
    private long _failed;
    private long _lastUsed;
    private volatile bool _isDisposed;
    private volatile Seen? _seen;

    internal GovernanceScopeRateLimiter(GovernanceRateLimiter limiter, GovernanceScope scope, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(scope);
        _limiter = limiter;
        _scope = scope;
        _timeProvider = timeProvider;
        _lastUsed = timeProvider.GetTimestamp();
    }

    public override TimeSpan? IdleDuration => _timeProvider.GetElapsedTime(Volatile.Read(ref _lastUsed));

    public override RateLimiterStatistics? GetStatistics()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new RateLimiterStatistics
        {
            CurrentAvailablePermits = Available(),
            CurrentQueuedCount = 0,
            TotalSuccessfulLeases = Volatile.Read(ref _succeeded),
            TotalFailedLeases = Volatile.Read(ref _failed),
        };
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        RateLimitDecision decision = _limiter.AttemptAcquire(_scope, permitCount);
        if (decision.IsAcquired)
        {
            Volatile.Write(ref _lastUsed, _timeProvider.GetTimestamp());
            Interlocked.Increment(ref _succeeded);
        }

        return new GovernanceLease(decision);
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Volatile.Write(ref _lastUsed, _timeProvider.GetTimestamp());
        RateLimitDecision decision = await _limiter.AcquireAsync(_scope, permitCount, cancellationToken).ConfigureAwait(false);
        _seen = new Seen(decision, _timeProvider.GetTimestamp());
        Interlocked.Increment(ref decision.IsAcquired ? ref _succeeded : ref _failed);
        return new GovernanceLease(decision);
    }

    protected override void Dispose(bool disposing) => _isDisposed = true;

    private long Available()
    {
        long available = _limiter.AvailableInMemory(_scope);
        if (_seen is not { } seen)
            return available;
        foreach (RateLimitKeyState key in seen.Decision.Keys)
        {
            if (key.Remaining is { } remaining && key.ResetAfter > _timeProvider.GetElapsedTime(seen.At))
                available = Math.Min(available, remaining);
        }

        return available;
    }

    private sealed record Seen(RateLimitDecision Decision, long At);
}
