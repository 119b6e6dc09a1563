namespace Enterprise.Governance;

/// <summary>Where a run stands. Core owns the transitions.</summary>
public enum RunState
{
    /// <summary>Accepted, not begun.</summary>
    Submitted,

    /// <summary>Its plan is being made.</summary>
    Planning,

    /// <summary>Actions are being carried out.</summary>
    Running,

    /// <summary>An action waits for an approval.</summary>
    WaitingApproval,

    /// <summary>Ended as it should. Final.</summary>
    Completed,

    /// <summary>Ended by a failure. Final.</summary>
    Failed,

    /// <summary>Ended by somebody's wish. Final.</summary>
    Cancelled,
}
