using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Tenants;

/// <summary>Gives the cost meter the limits of the tenant source; an unknown tenant may spend nothing.</summary>
internal sealed class TenantCostLimitSource(ITenantSource tenants) : ICostLimitSource
{
    private static readonly TenantCostLimits Nothing = new() { Limits = new CostLimits { MaxLlmCalls = 0, MaxToolCalls = 0, MaxCostUnits = 0 } };

    public async ValueTask<TenantCostLimits> GetAsync(string tenant, CancellationToken cancellationToken) =>
        (await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false))?.CostLimits ?? Nothing;
}
