using System.Collections.Immutable;

namespace Enterprise.Governance;

/// <summary>Who acts: a tenant, and within it an org and a user, with the user's roles. Immutable.</summary>
/// <remarks>Comes from the host's authentication, never from text that a model wrote.</remarks>
public sealed class GovernanceScope
{
    /// <summary>Creates a scope.</summary>
    /// <param name="tenant">The tenant's identifier.</param>
    /// <param name="org">The org within the tenant, if there is one.</param>
    /// <param name="user">The user within the tenant, if there is one.</param>
    /// <param name="roles">The user's roles; matched exactly, duplicates are dropped.</param>
    /// <exception cref="ArgumentException">An identifier is not valid, see <see cref="GovernanceIdentifier"/>.</exception>
    public GovernanceScope(string tenant, string? org = null, string? user = null, IEnumerable<string>? roles = null)
    {
        Tenant = GovernanceIdentifier.Require(tenant);
        Org = org is null ? null : GovernanceIdentifier.Require(org);
        User = user is null ? null : GovernanceIdentifier.Require(user);
        Roles = roles is null ? [] : [.. roles.Select(static role => GovernanceIdentifier.Require(role)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Gets the tenant's identifier.</summary>
    public string Tenant { get; }

    /// <summary>Gets the org's identifier, or <see langword="null"/>.</summary>
    public string? Org { get; }

    /// <summary>Gets the user's identifier, or <see langword="null"/>.</summary>
    public string? User { get; }

    /// <summary>Gets the roles: distinct, in ordinal order.</summary>
    public ImmutableArray<string> Roles { get; }

    /// <summary>Returns the scope as <c>tenant/org/user</c> with <c>-</c> for what is absent.</summary>
    /// <returns>A text for people; not an identifier.</returns>
    public override string ToString() => $"{Tenant}/{Org ?? "-"}/{User ?? "-"}";
}
