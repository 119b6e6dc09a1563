namespace Enterprise.Governance.RateLimiting;

/// <summary>Where the limiter keeps its counters. Implementations are native to their database and pass one conformance suite.</summary>
/// <remarks>
/// <para>Counters are per tenant, kind, identifier and window length: two tenants never share one, and two window lengths never disturb each other.</para>
/// <para>Windows are fixed: they start at multiples of their length since the Unix epoch, by the store's clock, read after the locks are held. The
/// window of a counter never goes backwards: while the clock stands before it, the counter stays in the window it has reached, or in the newest one that any counter of its tenant has.</para>
/// <para>A request is one atomic step over all its counters, serialised against every other request that shares one of them, from any process:
/// all count or none does. A counter that refuses counts nothing, and nothing is counted elsewhere for it.</para>
/// <para>A count is durable when the call returns, or at latest a moment later where the implementation says so; it is never lost while the database lives.</para>
/// <para>A cancelled wait throws and has counted nothing; once counting has begun its result is returned in spite of cancellation.</para>
/// <para>Thread-safe. Failures of the database are <see cref="GovernanceException"/>s, which may or may not have counted.</para>
/// </remarks>
public interface IRateLimitStore
{
    /// <summary>Takes permits of all counters or of none, each as <see cref="RateLimitStoreKey.Take"/> says.</summary>
    /// <param name="request">The counters and the permits.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Every counter's state after the step; all refusing counters are marked, not only the first.</returns>
    ValueTask<RateLimitStoreResult> AcquireAsync(RateLimitStoreRequest request, CancellationToken cancellationToken);
}
