namespace Enterprise.Governance.AspNetCore.RateLimiting;

/// <summary>The partition of a request in the built-in limiter: whom it counts for, or <see langword="null"/> members for a request that is not counted here.</summary>
internal readonly record struct ScopeKey(string? Tenant, string? Org, string? User)
{
    internal static ScopeKey Of(GovernanceScope scope) => new(scope.Tenant, scope.Org, scope.User);
}
