using System.Diagnostics.CodeAnalysis;

namespace Enterprise.Governance.RateLimiting;

/// <summary>Tells the limiter a tenant's rates. Implementations are thread-safe and answer from memory on the common path.</summary>
public interface IRateLimitSource
{
    /// <summary>Returns the rates of a tenant as they are now.</summary>
    /// <param name="tenant">The tenant's identifier.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The rates. What an unknown tenant gets is the source's decision; one that denies returns rates of 0 or throws.</returns>
    /// <exception cref="GovernanceException">The rates cannot be had.</exception>
    ValueTask<TenantRateLimits> GetAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Returns the rates of a tenant if they are in memory, without any I/O, for <see cref="System.Threading.RateLimiting.RateLimiter.AttemptAcquire"/>.</summary>
    /// <param name="tenant">The tenant's identifier.</param>
    /// <param name="limits">The rates, when the result is <see langword="true"/>.</param>
    /// <returns><see langword="false"/> by default: then only asynchronous acquiring admits.</returns>
    bool TryGet(string tenant, [NotNullWhen(true)] out TenantRateLimits? limits)
    {
        limits = null;
        return false;
    }
}
