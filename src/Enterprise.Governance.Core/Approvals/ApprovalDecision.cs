namespace Enterprise.Governance;

/// <summary>What an approver says.</summary>
public enum ApprovalDecision
{
    /// <summary>Carry it out, once, exactly as asked.</summary>
    Approved,

    /// <summary>Do not carry it out.</summary>
    Denied,
}
