using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Policies;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance;

/// <summary>What is configured for one tenant. Immutable.</summary>
public sealed record TenantConfiguration
{
    /// <summary>Gets the tenant's id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Gets the rate limits.</summary>
    public TenantRateLimits RateLimits { get; init; } = TenantRateLimits.Unlimited;

    /// <summary>Gets the budgets of a run, the prices and the daily quotas.</summary>
    public TenantCostLimits CostLimits { get; init; } = TenantCostLimits.Unlimited;

    /// <summary>Gets the default effects, or <see langword="null"/> for the host's.</summary>
    public PolicySetOptions? PolicyOptions { get; init; }

    /// <summary>Gets the tenant's own rules; they match no other tenant.</summary>
    public PolicyRules Policies { get; init; } = PolicyRules.Empty;

    /// <summary>Returns the limits that the Development environment gives to a tenant without a file.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <returns>600 requests a minute for tenant and org, 120 for a user; 30 LLM calls, 50 tool calls and 1,500 cost units a run.</returns>
    public static TenantConfiguration DevelopmentDefaults(string tenant) => new()
    {
        TenantId = GovernanceIdentifier.Require(tenant),
        RateLimits = new TenantRateLimits { TenantRpm = 600, OrgRpm = 600, UserRpm = 120 },
        CostLimits = new TenantCostLimits
        {
            Limits = new CostLimits { MaxLlmCalls = 30, MaxToolCalls = 50, MaxCostUnits = 1500, LlmCostUnitsPer1kTokens = 10, LlmCallCostUnits = 10 },
            Quotas = new LlmQuotas
            {
                Tenant = new LlmModelQuotas
                {
                    PerModel = new Dictionary<string, LlmModelQuota>(StringComparer.Ordinal) { ["gemini-2.5-flash"] = new() { MaxTokensPerDay = 200_000 } },
                },
            },
        },
    };
}
