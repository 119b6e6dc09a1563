namespace Enterprise.Governance.AspNetCore;

/// <summary>The parts of <c>MapGovernance()</c>, for hosts that place them under different paths or leave some out.</summary>
[Flags]
public enum GovernanceEndpoints
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>runs/{run_id}/verify</c>; and <c>runs/{run_id}/export</c>, if <c>AddGovernanceEvidence()</c> was called.</summary>
    Verification = 1,

    /// <summary><c>projections</c> and <c>projections/{name}/refresh</c>.</summary>
    Projections = 2,

    /// <summary><c>approvals</c> and <c>approvals/{approval_id}</c>.</summary>
    Approvals = 4,

    /// <summary><c>usage/daily</c> and <c>usage/runs/{run_id}</c>.</summary>
    Usage = 8,

    /// <summary>All of them.</summary>
    All = Verification | Projections | Approvals | Usage,
}
