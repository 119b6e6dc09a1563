using System.Collections.Immutable;

namespace Enterprise.Governance.RateLimiting;

/// <summary>What <see cref="IRateLimitStore"/> checks and counts at once. Immutable.</summary>
public sealed class RateLimitStoreRequest
{
    /// <summary>Creates a request.</summary>
    /// <param name="tenant">The tenant that all counters belong to.</param>
    /// <param name="windowSeconds">The length of the fixed windows, in seconds.</param>
    /// <param name="permits">The permits needed of every counter; 0 asks and counts nothing.</param>
    /// <param name="keys">The counters, each at most once.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is not from 1 second to a day, or the permits are negative.</exception>
    public RateLimitStoreRequest(string tenant, int windowSeconds, int permits, ImmutableArray<RateLimitStoreKey> keys)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSeconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowSeconds, RateLimitWindow.MaxSeconds);
        ArgumentOutOfRangeException.ThrowIfNegative(permits);
        Tenant = tenant;
        WindowSeconds = windowSeconds;
        Permits = permits;
        Keys = keys.IsDefault ? [] : keys;
    }

    /// <summary>Gets the tenant's identifier.</summary>
    public string Tenant { get; }

    /// <summary>Gets the length of the windows, in seconds.</summary>
    public int WindowSeconds { get; }

    /// <summary>Gets the permits needed of every counter.</summary>
    public int Permits { get; }

    /// <summary>Gets the counters.</summary>
    public ImmutableArray<RateLimitStoreKey> Keys { get; }
}
