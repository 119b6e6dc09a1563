using System.Collections.Immutable;

namespace Enterprise.Governance.RateLimiting;

/// <summary>What a store answers. Immutable.</summary>
/// <param name="IsAcquired">Whether every counter admitted, and so counted.</param>
/// <param name="Now">The store's clock, read after its locks were held.</param>
/// <param name="Keys">The counters, in the order of the request.</param>
public sealed record RateLimitStoreResult(bool IsAcquired, DateTimeOffset Now, ImmutableArray<RateLimitStoreKeyResult> Keys);
