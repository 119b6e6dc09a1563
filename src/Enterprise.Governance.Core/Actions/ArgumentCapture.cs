namespace Enterprise.Governance;

/// <summary>How an action's arguments enter the chain.</summary>
public enum ArgumentCapture
{
    /// <summary>As they are.</summary>
    Value,

    /// <summary>As a salted digest only; the arguments are kept nowhere but in a pending approval.</summary>
    Digest,
}
