namespace Enterprise.Governance.RateLimiting;

/// <summary>Who decided.</summary>
public enum RateLimitOrigin
{
    /// <summary>No limit applies; nothing was counted.</summary>
    Unlimited,

    /// <summary>The store, which counted if it admitted.</summary>
    Store,

    /// <summary>This process, with permits it took in advance.</summary>
    Leased,

    /// <summary>This process, which knows that a limit is spent until its window ends, or is 0.</summary>
    Spent,

    /// <summary>This process, which holds no permits in advance and was asked not to wait for the store; nothing is known about the limit.</summary>
    NotLeased,

    /// <summary>This process, by its share of the limits, because the store fails.</summary>
    LocalFallback,

    /// <summary>Nobody: the store fails, and <see cref="RateLimitOptions.OnStoreFailure"/> says what happens then.</summary>
    StoreFailure,
}
