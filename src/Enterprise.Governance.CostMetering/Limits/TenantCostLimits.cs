namespace Enterprise.Governance.CostMetering;

/// <summary>All that the meter knows about a tenant. Immutable.</summary>
public sealed record TenantCostLimits
{
    /// <summary>Gets limits that limit nothing, with default prices.</summary>
    public static TenantCostLimits Unlimited { get; } = new();

    /// <summary>Gets the budgets per run and the prices (<c>limits</c>).</summary>
    public CostLimits Limits { get; init; } = CostLimits.Unlimited;

    /// <summary>Gets the daily token quotas (<c>llm_quotas</c>).</summary>
    public LlmQuotas Quotas { get; init; } = LlmQuotas.Unlimited;
}
