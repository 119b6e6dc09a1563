namespace Enterprise.Governance.AspNetCore;

/// <summary>Names what a caller of the endpoints of <c>MapGovernance()</c> may do; roles are given them in <see cref="GovernanceHttpOptions.RoleCapabilities"/>.</summary>
public static class GovernanceCapabilities
{
    /// <summary>Verify the chains of the tenant's runs.</summary>
    public const string Verify = "verify";

    /// <summary>Take the evidence bundles of the tenant's runs, with everything that their events hold.</summary>
    public const string Export = "export";

    /// <summary>See how fresh the lists are.</summary>
    public const string ProjectionsRead = "projections.read";

    /// <summary>Refresh a list.</summary>
    public const string Refresh = "refresh";

    /// <summary>Read the tenant's approvals, with the arguments that are to be approved.</summary>
    public const string ApprovalsRead = "approvals.read";

    /// <summary>Decide the tenant's approvals.</summary>
    public const string ApprovalsDecide = "approvals.decide";

    /// <summary>Read what the tenant, its orgs, users and runs have used.</summary>
    public const string UsageRead = "usage.read";

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Verify, Export, ProjectionsRead, Refresh, ApprovalsRead, ApprovalsDecide, UsageRead];
}
