namespace Enterprise.Governance;

/// <summary>How a governed call ended.</summary>
public enum ActionStatus
{
    /// <summary>It was carried out. Final.</summary>
    Completed,

    /// <summary>A policy, an approver or the ledger refused it. Final when a policy or an approver did.</summary>
    Denied,

    /// <summary>Somebody must approve it first; call again with the same arguments.</summary>
    AwaitingApproval,

    /// <summary>A rate limit refused it; call again later.</summary>
    RateLimited,

    /// <summary>It would exceed a budget; call again when there is more.</summary>
    BudgetExceeded,

    /// <summary>The code that carries it out threw. Final.</summary>
    Failed,

    /// <summary>The same call is being carried out elsewhere.</summary>
    InProgress,

    /// <summary>The same call was cut in the middle; nobody knows whether it took effect.</summary>
    InDoubt,
}
