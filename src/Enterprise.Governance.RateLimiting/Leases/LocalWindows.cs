using System.Collections.Immutable;

namespace Enterprise.Governance.RateLimiting;

/// <summary>
/// What this process remembers of the store's windows: permits taken in advance, and keys that are spent. All methods are short and
/// without I/O. Entries die with their window.
/// </summary>
internal sealed class LocalWindows(TimeProvider timeProvider)
{
    private readonly Lock _lock = new();

    // Written and read under _lock; the count is also read without it, as a hint that there is nothing to look up.
    private readonly Dictionary<(string Tenant, RateLimitKind Kind, string Id), LocalKey> _keys = [];
    private int _count;
    private long _nextSweep;

    /// <summary>Gets how many keys are in memory.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Decides by memory. On <see cref="LocalVerdict.AskStore"/>, the permits of keys that had enough are reserved and
    /// <paramref name="reserved"/> says of which, as the start of their window; everybody else's entry is null.
    /// </summary>
    internal LocalVerdict Take(string tenant, ImmutableArray<RateLimitStoreKey> keys, int permits, bool mayReservePart, long?[] reserved, RateLimitKeyState[] states)
    {
        Array.Clear(reserved);
        if (Volatile.Read(ref _count) == 0)
            return LocalVerdict.AskStore;
        lock (_lock)
        {
            long now = timeProvider.GetTimestamp();
            int need = Math.Max(permits, 1);
            bool isSpent = false, hasAll = true;
            for (int i = 0; i < keys.Length; i++)
            {
                LocalKey? known = Find(tenant, keys[i], now);
                bool hasLease = known?.Leased >= need;
                bool isRefused = known is not null && !hasLease && known.StoreLeft < need;
                isSpent |= isRefused;
                hasAll &= hasLease;
                states[i] = known is null ? states[i] : Describe(states[i], known, now) with { IsRefused = isRefused };
            }

            if (isSpent)
                return LocalVerdict.Spent;
            if (!hasAll && !mayReservePart)
                return LocalVerdict.AskStore;
            for (int i = 0; i < keys.Length; i++)
            {
                if (Find(tenant, keys[i], now) is { } known && known.Leased >= need)
                {
                    known.Leased -= permits;
                    reserved[i] = known.WindowStart;
                    states[i] = Describe(states[i], known, now);
                }
            }

            return hasAll ? LocalVerdict.Acquired : LocalVerdict.AskStore;
        }
    }

    /// <summary>Returns permits to the process's stock, unless their window is over.</summary>
    internal void GiveBack(string tenant, RateLimitStoreKey key, long windowStart, long permits)
    {
        lock (_lock)
        {
            if (Find(tenant, key, timeProvider.GetTimestamp()) is { } known && known.WindowStart == windowStart)
                known.Leased += permits;
        }
    }

    /// <summary>Drops what is known of a key in windows before <paramref name="windowStart"/>, which the store says are over.</summary>
    internal void Forget(string tenant, RateLimitStoreKey key, long windowStart)
    {
        lock (_lock)
        {
            if (_keys.TryGetValue((tenant, key.Kind, key.Id), out LocalKey? known) && known.WindowStart < windowStart)
                _keys.Remove((tenant, key.Kind, key.Id));
            Volatile.Write(ref _count, _keys.Count);
        }
    }

    /// <summary>Remembers what the store said, if there is something worth remembering: leased permits, or a key that is nearly spent.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="key">The key.</param>
    /// <param name="windowStart">The window's start by the store's clock.</param>
    /// <param name="deadline">Our timestamp of the window's end, counted from when the request was sent.</param>
    /// <param name="left">What the store has left.</param>
    /// <param name="leased">Permits of this answer to keep in stock.</param>
    /// <param name="isSpent">Whether the key refused the weight that was asked, or has nothing left.</param>
    internal void Learn(string tenant, RateLimitStoreKey key, long windowStart, long deadline, long left, long leased, bool isSpent)
    {
        lock (_lock)
        {
            long now = timeProvider.GetTimestamp();
            Sweep(now, deadline);
            LocalKey? known = Find(tenant, key, now);
            if (known is not null && known.WindowStart == windowStart)
            {
                known.StoreLeft = Math.Min(known.StoreLeft, left);
                known.Leased += leased;
            }
            else if ((known is null || known.WindowStart < windowStart) && (leased > 0 || isSpent) && now < deadline)
            {
                _keys[(tenant, key.Kind, key.Id)] = new LocalKey { Limit = key.Limit, WindowStart = windowStart, Deadline = deadline, StoreLeft = left, Leased = leased };
                Volatile.Write(ref _count, _keys.Count);
            }
        }
    }

    private RateLimitKeyState Describe(RateLimitKeyState state, LocalKey known, long now) => state with
    {
        Remaining = known.StoreLeft + known.Leased,
        ResetAfter = timeProvider.GetElapsedTime(now, known.Deadline),
        WindowStart = DateTimeOffset.FromUnixTimeSeconds(known.WindowStart),
    };

    /// <summary>Finds what is known of a key in a window that is not over, under the limit that is now in force.</summary>
    private LocalKey? Find(string tenant, RateLimitStoreKey key, long now)
    {
        if (!_keys.TryGetValue((tenant, key.Kind, key.Id), out LocalKey? known))
            return null;
        if (now < known.Deadline && known.Limit == key.Limit)
            return known;
        _keys.Remove((tenant, key.Kind, key.Id));
        Volatile.Write(ref _count, _keys.Count);
        return null;
    }

    /// <summary>Removes dead entries once per window, so that keys that never come back do not stay.</summary>
    private void Sweep(long now, long deadline)
    {
        if (now < _nextSweep)
            return;
        _nextSweep = deadline;
        foreach ((var id, LocalKey known) in _keys)
        {
            if (now >= known.Deadline)
                _keys.Remove(id);
        }

        Volatile.Write(ref _count, _keys.Count);
    }
}
