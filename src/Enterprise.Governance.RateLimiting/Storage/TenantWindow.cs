using System.Collections.Immutable;

namespace Enterprise.Governance.RateLimiting;

/// <summary>The counters of one tenant in the current window. All keys of a request belong to one tenant, so one lock makes it atomic.</summary>
internal sealed class TenantWindow(int windowSeconds, long floor)
{
    private readonly Lock _lock = new();

    // Written and read under _lock: the counts of the window that starts at _start; cleared when the next one begins.
    private readonly Dictionary<(RateLimitKind Kind, string Id), long> _counts = [];
    private long _start = floor - (floor % windowSeconds);
    private bool _isRetired;

    /// <summary>Takes permits of all keys or none; null if this object has been retired.</summary>
    internal RateLimitStoreResult? Acquire(RateLimitStoreRequest request, TimeProvider timeProvider)
    {
        lock (_lock)
        {
            if (_isRetired)
                return null;
            DateTimeOffset now = timeProvider.GetUtcNow();
            Advance(now.ToUnixTimeSeconds());
            bool isAcquired = true;
            ImmutableArray<RateLimitStoreKeyResult>.Builder results = ImmutableArray.CreateBuilder<RateLimitStoreKeyResult>(request.Keys.Length);
            foreach (RateLimitStoreKey key in request.Keys)
            {
                long count = _counts.GetValueOrDefault((key.Kind, key.Id));
                long taken = key.Take(count, request.Permits);
                isAcquired &= taken >= 0;
                results.Add(new RateLimitStoreKeyResult(_start, count, taken, taken < 0));
            }

            for (int i = 0; i < results.Count; i++)
            {
                long taken = isAcquired ? results[i].Taken : 0;
                results[i] = results[i] with { Count = results[i].Count + taken, Taken = taken };
                if (taken > 0)
                    _counts[(request.Keys[i].Kind, request.Keys[i].Id)] = results[i].Count;
            }

            return new RateLimitStoreResult(isAcquired, now, results.MoveToImmutable());
        }
    }

    /// <summary>Marks the object as unused for ever if its window has ended; the caller then drops it.</summary>
    internal bool TryRetire(long now)
    {
        lock (_lock)
            return _isRetired |= now >= _start + windowSeconds;
    }

    private void Advance(long now)
    {
        // INVARIANT: _start never decreases, whatever the clock does.
        long start = now - (now % windowSeconds);
        if (start > _start)
        {
            _start = start;
            _counts.Clear();
        }
    }
}
