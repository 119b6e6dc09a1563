namespace Enterprise.Governance.RateLimiting;

/// <summary>How the rate limiter works.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Gets or sets the length of the fixed windows, in seconds (<c>RATE_LIMIT_WINDOW_S</c>).</summary>
    /// <value>60 by default, from 1 to 86,400. Every rate must be a whole number of requests per window, see <see cref="RateLimitWindow"/>.</value>
    public int WindowSeconds { get; set; } = RateLimitWindow.DefaultSeconds;

    /// <summary>Gets or sets the most permits per key that this process takes in advance, to admit later requests without the store.</summary>
    /// <value>
    /// 0 by default: every admission is counted in the store, and exactly the limit is admitted. With leases at most the limit is admitted:
    /// what a process took and did not use dies with the window. At most 1,000,000.
    /// </value>
    public int LeaseSize { get; set; }

    /// <summary>Gets or sets what happens while the store fails.</summary>
    /// <value><see cref="RateLimitStoreFailure.LocalFallback"/> by default.</value>
    public RateLimitStoreFailure OnStoreFailure { get; set; } = RateLimitStoreFailure.LocalFallback;

    /// <summary>Gets or sets how many processes share the limits; a process admits its share alone while the store fails.</summary>
    /// <value>1 by default, at most 100,000. The share is the limit divided by this, rounded down.</value>
    public int ExpectedInstances { get; set; } = 1;

    /// <summary>Gets or sets how long the store is left alone after its first failure; the time doubles with each further one.</summary>
    /// <value>1 second by default, positive and at most <see cref="StoreRetryMaxDelay"/>.</value>
    public TimeSpan StoreRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest time that the store is left alone between two attempts.</summary>
    /// <value>30 seconds by default, at most 1 hour.</value>
    public TimeSpan StoreRetryMaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the rates of tenants that <see cref="Tenants"/> does not name.</summary>
    /// <value>Unlimited by default. Used by <see cref="OptionsRateLimitSource"/> alone.</value>
    public TenantRateLimits DefaultLimits { get; set; } = TenantRateLimits.Unlimited;

    /// <summary>Gets the rates by tenant identifier.</summary>
    /// <value>Empty by default. Used by <see cref="OptionsRateLimitSource"/> alone.</value>
    public IDictionary<string, TenantRateLimits> Tenants { get; } = new Dictionary<string, TenantRateLimits>(StringComparer.Ordinal);
}
