using Enterprise.Governance.CostMetering;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Governance.AspNetCore.Tests.Support;

/// <summary>Two tenants with the same limits.</summary>
internal sealed class TestTenants(TenantRateLimits rates, CostLimits costs) : ITenantSource
{
    private static readonly string[] Known = ["acme", "beta"];

    public ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken) => ValueTask.FromResult(
        Known.Contains(tenant) ? new TenantConfiguration { TenantId = tenant, RateLimits = rates, CostLimits = new TenantCostLimits { Limits = costs } } : null);

    public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>(Known);

    public IChangeToken Watch() => new CancellationChangeToken(CancellationToken.None);
}
