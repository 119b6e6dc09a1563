using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore;

/// <summary>Takes the scope from the claims of the authenticated identities of <see cref="HttpContext.User"/>.</summary>
/// <remarks>
/// Tenant and user are needed; an org is optional. A claim that is not a valid identifier (<see cref="GovernanceIdentifier"/>), or that comes with two different values, counts as missing: a
/// caller never acts for whichever of two tenants happens to come first. A role that is not a valid identifier leaves the caller without a scope too.
/// </remarks>
public sealed class ClaimsScopeResolver : IGovernanceScopeResolver
{
    private readonly string _tenantClaim;
    private readonly string _orgClaim;
    private readonly string[] _userClaims;
    private readonly string[] _roleClaims;

    /// <summary>Creates the resolver.</summary>
    /// <param name="options">Names the claims; copied.</param>
    public ClaimsScopeResolver(IOptions<GovernanceHttpOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _tenantClaim = options.Value.TenantClaimType;
        _orgClaim = options.Value.OrgClaimType;
        _userClaims = [.. options.Value.UserClaimTypes];
        _roleClaims = [.. options.Value.RoleClaimTypes];
    }

    /// <inheritdoc/>
    public ValueTask<GovernanceScope?> ResolveAsync(HttpContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        Claim[] claims = Authenticated(context.User);
        if (claims.Length == 0 || Missing(claims).Count > 0)
            return ValueTask.FromResult<GovernanceScope?>(null);
        return ValueTask.FromResult<GovernanceScope?>(new GovernanceScope(
            Single(claims, _tenantClaim).Value!, Single(claims, _orgClaim).Value, User(claims).Value, Roles(claims)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindMissing(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Missing(Authenticated(context.User));
    }

    private static Claim[] Authenticated(ClaimsPrincipal user) =>
        [.. user.Identities.Where(static identity => identity.IsAuthenticated).SelectMany(static identity => identity.Claims)];

    private List<string> Missing(Claim[] claims)
    {
        List<string> missing = [];
        if (Single(claims, _tenantClaim) is not { IsSound: true, Value: not null })
            missing.Add(_tenantClaim);
        if (!Single(claims, _orgClaim).IsSound)
            missing.Add(_orgClaim);
        if (User(claims) is not { IsSound: true, Value: not null })
            missing.Add(_userClaims[0]);
        missing.AddRange(_roleClaims.Where(type => claims.Any(claim => claim.Type == type && !GovernanceIdentifier.IsValid(claim.Value, out _))));
        return missing;
    }

    /// <summary>The one value of a claim type: none is sound but null; several different ones, or one that is no identifier, are not sound.</summary>
    private static (string? Value, bool IsSound) Single(Claim[] claims, string type)
    {
        string[] values = [.. claims.Where(claim => claim.Type == type).Select(static claim => claim.Value).Distinct(StringComparer.Ordinal)];
        return values switch
        {
            [] => (null, true),
            [string only] when GovernanceIdentifier.IsValid(only, out _) => (only, true),
            _ => (null, false),
        };
    }

    /// <summary>The first of the user's claim types that the caller has decides, even if its value is no good.</summary>
    private (string? Value, bool IsSound) User(Claim[] claims) =>
        _userClaims.Select(type => Single(claims, type)).FirstOrDefault(static found => found is not { Value: null, IsSound: true }, (null, true));

    private IEnumerable<string> Roles(Claim[] claims) =>
        claims.Where(claim => _roleClaims.Contains(claim.Type, StringComparer.Ordinal)).Select(static claim => claim.Value);
}
