using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.AspNetCore.Tests.RateLimiting;

/// <summary>A store that is down.</summary>
internal sealed class BrokenStore : IRateLimitStore
{
    public ValueTask<RateLimitStoreResult> AcquireAsync(RateLimitStoreRequest request, CancellationToken cancellationToken) =>
        throw new GovernanceException("store_unavailable", "the store is down", isTransient: true);
}
