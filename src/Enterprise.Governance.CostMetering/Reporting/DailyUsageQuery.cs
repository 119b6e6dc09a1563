namespace Enterprise.Governance.CostMetering;

/// <summary>Which daily usage is wanted. Immutable.</summary>
/// <param name="Tenant">The tenant's identifier.</param>
/// <param name="From">The first UTC day.</param>
/// <param name="To">The last UTC day, inclusive.</param>
/// <param name="Kind">Whose usage, or <see langword="null"/> for tenant, orgs and users.</param>
/// <param name="Id">The identifier of the org or user, or <see langword="null"/> for all of the kind.</param>
public sealed record DailyUsageQuery(string Tenant, DateOnly From, DateOnly To, CostScopeKind? Kind = null, string? Id = null);
