namespace Enterprise.Governance.CostMetering;

/// <summary>A daily token quota that applies to a hold.</summary>
/// <param name="Kind">Whose it is.</param>
/// <param name="Id">The identifier of the tenant, org or user.</param>
/// <param name="MaxTokensPerDay">The most tokens of the hold's model in a UTC day.</param>
public readonly record struct CostQuota(CostScopeKind Kind, string Id, long MaxTokensPerDay);
