namespace Enterprise.Governance.RateLimiting;

/// <summary>A counter after a request.</summary>
/// <param name="WindowStart">The start of its window, in Unix seconds by the store's clock.</param>
/// <param name="Count">The permits counted in the window, those of this request included if it was admitted.</param>
/// <param name="Taken">The permits that this request took, leased ones included; 0 if it was refused.</param>
/// <param name="IsRefused">Whether this counter refused.</param>
public readonly record struct RateLimitStoreKeyResult(long WindowStart, long Count, long Taken, bool IsRefused);
