using System.Collections.Frozen;
using System.Security.Claims;
using Enterprise.Governance.AspNetCore;
using Microsoft.Extensions.Options;
using ReferenceServer.Hosting;

namespace ReferenceServer.Authentication;

/// <summary>What the roles of <c>Server:Roles</c> allow: one table for the sample's endpoints, the library's and the dashboard. Immutable.</summary>
internal sealed class Capabilities
{
    private readonly FrozenDictionary<string, FrozenSet<string>> _byRole;

    public Capabilities(IOptions<ServerOptions> options)
    {
        if (options.Value.Roles.Count == 0)
            throw new InvalidOperationException("`Server:Roles` names no role, so nobody could do anything; write `\"Server\": { \"Roles\": { \"admin\": [\"runs.read\", …] } }`");
        foreach ((string role, IList<string> capabilities) in options.Value.Roles)
        {
            if (capabilities.FirstOrDefault(static one => !ServerCapabilities.All.Contains(one)) is { } unknown)
                throw new InvalidOperationException($"`Server:Roles:{role}` has `{unknown}`, which is not a capability; known are {string.Join(", ", ServerCapabilities.All.Select(static known => $"`{known}`"))}");
        }

        _byRole = options.Value.Roles.ToFrozenDictionary(static role => role.Key, static role => role.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>Tells whether a role of an authenticated identity has the capability.</summary>
    internal bool Has(ClaimsPrincipal user, string capability) => user.Identities.Where(static identity => identity.IsAuthenticated)
        .SelectMany(static identity => identity.FindAll(UserDirectory.RoleClaim)).Any(role => _byRole.TryGetValue(role.Value, out FrozenSet<string>? granted) && granted.Contains(capability));

    /// <summary>Gives the library's endpoints the same table, in place of its own.</summary>
    internal void GrantTo(GovernanceHttpOptions http)
    {
        http.RoleClaimTypes = [UserDirectory.RoleClaim];
        http.AuthenticatedCapabilities.Clear();
        http.RoleCapabilities.Clear();
        foreach ((string role, FrozenSet<string> capabilities) in _byRole)
            http.Grant(role, [.. capabilities.Where(static capability => GovernanceCapabilities.All.Contains(capability))]);
    }
}
