using System.Diagnostics.CodeAnalysis;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Tenants;

/// <summary>Gives the rate limiter the limits of the tenant source; an unknown tenant may do nothing.</summary>
internal sealed class TenantRateLimitSource(ITenantSource tenants) : IRateLimitSource
{
    private static readonly TenantRateLimits Nothing = new() { TenantRpm = 0 };

    public async ValueTask<TenantRateLimits> GetAsync(string tenant, CancellationToken cancellationToken) =>
        (await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false))?.RateLimits ?? Nothing;

    public bool TryGet(string tenant, [NotNullWhen(true)] out TenantRateLimits? limits)
    {
        // Tenant sources cache, so this almost always completes at once; when it does not, the caller waits elsewhere.
        ValueTask<TenantConfiguration?> found = tenants.GetAsync(tenant, CancellationToken.None);
        limits = found.IsCompletedSuccessfully ? found.Result?.RateLimits ?? Nothing : null;
        return limits is not null;
    }
}
