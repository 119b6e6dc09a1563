namespace Enterprise.Governance;

/// <summary>What became of a decision.</summary>
public enum ApprovalDecisionStatus
{
    /// <summary>It stands.</summary>
    Decided,

    /// <summary>There is no such approval in the approver's tenant.</summary>
    NotFound,

    /// <summary>It was decided before, or it had expired.</summary>
    AlreadyDecided,

    /// <summary>The requester cannot approve.</summary>
    RequesterCannotApprove,

    /// <summary>The run has ended.</summary>
    RunEnded,
}
