namespace Enterprise.Governance;

/// <summary>How an action's arguments, and with <see cref="Personal"/> its result, enter the chain.</summary>
public enum ArgumentCapture
{
    /// <summary>As they are.</summary>
    Value,

    /// <summary>As a salted digest only; the arguments are kept nowhere but in a pending approval.</summary>
    Digest,

    /// <summary>As salted commitments to arguments and result, which are kept beside the chain until <see cref="IGovernance.EraseRunAsync"/> erases them.</summary>
    Personal,
}
