namespace Enterprise.Governance.Pipeline;

/// <summary>What approvals say of a call.</summary>
internal enum GrantKind
{
    /// <summary>None is needed, or one is granted.</summary>
    Clear,

    /// <summary>One must be asked for.</summary>
    Ask,

    /// <summary>One was asked for and is undecided.</summary>
    Pending,

    /// <summary>It was refused.</summary>
    Refused,

    /// <summary>Nobody decided in time.</summary>
    Lapsed,
}

/// <summary>What approvals say of a call, and which one says it. Immutable.</summary>
internal readonly record struct GrantCheck(GrantKind Kind, ApprovalRecord? Approval = null)
{
    /// <summary>Gets the approval whose grant the call uses, or <see langword="null"/>.</summary>
    internal string? ApprovalId => Approval?.ApprovalId;
}
