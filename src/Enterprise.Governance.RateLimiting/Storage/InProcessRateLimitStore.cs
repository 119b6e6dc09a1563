using System.Collections.Concurrent;

namespace Enterprise.Governance.RateLimiting;

/// <summary>Counts in this process alone: for single-process hosts and tests. Nothing survives the process. Thread-safe.</summary>
/// <remarks>Memory holds the counters of the current window, plus one empty entry per tenant that was active in the last one.</remarks>
/// <param name="timeProvider">The clock of the windows; the system's if absent.</param>
public sealed class InProcessRateLimitStore(TimeProvider? timeProvider = null) : IRateLimitStore
{
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    // Entries are added by whoever needs one and removed by Sweep, which retires them under their own lock first.
    private readonly ConcurrentDictionary<(string Tenant, int WindowSeconds), TenantWindow> _windows = new();

    // Unix seconds; written by compare-and-set: one caller per period sweeps.
    private long _nextSweep;

    // Unix seconds; written by the sweeping caller before it retires anything: a counter that comes back starts no earlier than this.
    private long _floor;

    /// <summary>Gets how many tenants have counters in memory.</summary>
    internal int TenantCount => _windows.Count;

    /// <inheritdoc/>
    public ValueTask<RateLimitStoreResult> AcquireAsync(RateLimitStoreRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        Sweep(_timeProvider.GetUtcNow().ToUnixTimeSeconds());
        while (true)
        {
            TenantWindow window = _windows.GetOrAdd((request.Tenant, request.WindowSeconds), static (key, store) => new TenantWindow(key.WindowSeconds, Volatile.Read(ref store._floor)), this);
            if (window.Acquire(request, _timeProvider) is { } result)
                return new(result);
        }
    }

    private void Sweep(long now)
    {
        long due = Volatile.Read(ref _nextSweep);
        if (now < due || Interlocked.CompareExchange(ref _nextSweep, now + RateLimitWindow.DefaultSeconds, due) != due)
            return;
        Volatile.Write(ref _floor, Math.Max(now, Volatile.Read(ref _floor)));
        foreach (KeyValuePair<(string, int), TenantWindow> entry in _windows)
        {
            if (entry.Value.TryRetire(now))
                _windows.TryRemove(entry);
        }
    }
}
