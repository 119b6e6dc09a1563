using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Enterprise.Governance.AspNetCore.RateLimiting;

/// <summary>What an endpoint's metadata say about limits.</summary>
internal static class EndpointLimits
{
    internal static bool IsLimited(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<DisableGovernanceRateLimitingAttribute>() is null && endpoint?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null;

    internal static bool AllowsAnonymous(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    internal static int PermitsOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<GovernancePermitsAttribute>()?.Permits ?? 1;
}
