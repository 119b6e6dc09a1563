namespace Enterprise.Governance.AspNetCore;

/// <summary>Keeps requests to an endpoint out of governance's rate limits.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DisableGovernanceRateLimitingAttribute : Attribute;
