using System.Security.Claims;

namespace Enterprise.Governance.AspNetCore;

/// <summary>How governance meets HTTP: who the caller is, what their roles allow, and how much they may send.</summary>
public sealed class GovernanceHttpOptions
{
    /// <summary>Gets or sets the type of the claim that names the tenant.</summary>
    /// <value><c>tenant</c> by default.</value>
    public string TenantClaimType { get; set; } = "tenant";

    /// <summary>Gets or sets the type of the claim that names the org.</summary>
    /// <value><c>org</c> by default; a caller needs none.</value>
    public string OrgClaimType { get; set; } = "org";

    /// <summary>Gets or sets the types of claims that name the user; the first that a caller has counts.</summary>
    /// <value><c>sub</c>, then <see cref="ClaimTypes.NameIdentifier"/> by default.</value>
    public IReadOnlyList<string> UserClaimTypes { get; set; } = ["sub", ClaimTypes.NameIdentifier];

    /// <summary>Gets or sets the types of claims that name roles; all of them count.</summary>
    /// <value><see cref="ClaimTypes.Role"/> and <c>roles</c> by default.</value>
    public IReadOnlyList<string> RoleClaimTypes { get; set; } = [ClaimTypes.Role, "roles"];

    /// <summary>Gets or sets whether the rate limiting middleware lets requests without a scope pass, uncounted.</summary>
    /// <value><see langword="false"/> by default: they are answered 401 or 403, except on endpoints that allow anonymous callers or are not limited.</value>
    public bool AllowRequestsWithoutScope { get; set; }

    /// <summary>Gets what every caller with a scope may do at the endpoints of <c>MapGovernance()</c>.</summary>
    /// <value><see cref="GovernanceCapabilities.Verify"/> and <see cref="GovernanceCapabilities.ProjectionsRead"/> by default.</value>
    public ISet<string> AuthenticatedCapabilities { get; } =
        new HashSet<string>(StringComparer.Ordinal) { GovernanceCapabilities.Verify, GovernanceCapabilities.ProjectionsRead };

    /// <summary>Gets what callers with a role may do besides; roles match exactly.</summary>
    /// <value>
    /// By default <c>governance_admin</c> has all capabilities, <c>governance_approver</c> reads and decides approvals, <c>governance_auditor</c> verifies, exports and reads lists, approvals and usage.
    /// </value>
    public IDictionary<string, ISet<string>> RoleCapabilities { get; } = new Dictionary<string, ISet<string>>(StringComparer.Ordinal)
    {
        ["governance_admin"] = Set([.. GovernanceCapabilities.All]),
        ["governance_approver"] = Set(GovernanceCapabilities.ApprovalsRead, GovernanceCapabilities.ApprovalsDecide),
        ["governance_auditor"] = Set(
            GovernanceCapabilities.Verify, GovernanceCapabilities.Export, GovernanceCapabilities.ProjectionsRead, GovernanceCapabilities.ApprovalsRead, GovernanceCapabilities.UsageRead),
    };

    /// <summary>Gets or sets the most bytes of a request body that the endpoints of <c>MapGovernance()</c> read.</summary>
    /// <value>64 KiB by default, from 1 byte to 16 MiB.</value>
    public int MaxRequestBodyBytes { get; set; } = 64 * 1024;

    /// <summary>Gets or sets the <c>Retry-After</c> of answers to which nobody knows a time: a store that is down, an action that is being carried out.</summary>
    /// <value>One second by default, to one hour.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gives a role capabilities, in addition to what it has.</summary>
    /// <param name="role">The role.</param>
    /// <param name="capabilities">Constants of <see cref="GovernanceCapabilities"/>.</param>
    /// <returns>The same options.</returns>
    public GovernanceHttpOptions Grant(string role, params ReadOnlySpan<string> capabilities)
    {
        ArgumentException.ThrowIfNullOrEmpty(role);
        if (!RoleCapabilities.TryGetValue(role, out ISet<string>? granted))
            RoleCapabilities[role] = granted = Set();
        foreach (string capability in capabilities)
            granted.Add(capability);
        return this;
    }

    private static HashSet<string> Set(params string[] capabilities) => new(capabilities, StringComparer.Ordinal);
}
