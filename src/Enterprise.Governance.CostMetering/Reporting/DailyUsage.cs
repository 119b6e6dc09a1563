namespace Enterprise.Governance.CostMetering;

/// <summary>LLM usage of a tenant, org or user in a UTC day with one model.</summary>
/// <param name="Day">The UTC day of settling.</param>
/// <param name="Kind">Whose usage it is.</param>
/// <param name="Id">The identifier of the tenant, org or user.</param>
/// <param name="Model">The model's name; <see langword="null"/> for calls that named none.</param>
/// <param name="Calls">Calls settled.</param>
/// <param name="EstimatedCalls">How many of them were settled by an estimate.</param>
/// <param name="Tokens">Tokens of all calls.</param>
/// <param name="CostUnits">Cost units of all calls.</param>
public sealed record DailyUsage(
    DateOnly Day, CostScopeKind Kind, string Id, string? Model, long Calls, long EstimatedCalls, long Tokens, long CostUnits);
