using Enterprise.Governance.AspNetCore.RateLimiting;

namespace Microsoft.AspNetCore.RateLimiting;

/// <summary>Brings governance's limits into ASP.NET Core's own rate limiting.</summary>
public static class GovernanceRateLimiterOptionsExtensions
{
    /// <summary>Adds a policy that counts a request once for its caller's tenant, org and user, and answers a refusal with the fields and the problem of the IETF draft.</summary>
    /// <param name="options">The options of <c>AddRateLimiter</c>.</param>
    /// <param name="policyName">The policy's name, for <c>RequireRateLimiting</c>.</param>
    /// <returns>The same options.</returns>
    /// <remarks>A request that <c>UseGovernanceRateLimiting()</c> has counted is not counted again.</remarks>
    public static RateLimiterOptions AddGovernancePolicy(this RateLimiterOptions options, string policyName)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddPolicy<ScopeKey, GovernanceRateLimiterPolicy>(policyName);
    }
}
