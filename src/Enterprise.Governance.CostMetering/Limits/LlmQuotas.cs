namespace Enterprise.Governance.CostMetering;

/// <summary>Daily quotas of a tenant as a whole, of each org and of each user in it (<c>llm_quotas</c>). Immutable.</summary>
/// <remarks>Days are UTC. A call counts for the tenant, its org and its user at once; each org and each user has the quota for itself.</remarks>
public sealed record LlmQuotas
{
    /// <summary>Gets quotas that limit nothing.</summary>
    public static LlmQuotas Unlimited { get; } = new();

    /// <summary>Gets the quotas of the whole tenant.</summary>
    public LlmModelQuotas? Tenant { get; init; }

    /// <summary>Gets the quotas of every org.</summary>
    public LlmModelQuotas? Org { get; init; }

    /// <summary>Gets the quotas of every user.</summary>
    public LlmModelQuotas? User { get; init; }
}
