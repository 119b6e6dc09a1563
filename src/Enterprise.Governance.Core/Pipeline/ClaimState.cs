namespace Enterprise.Governance;

/// <summary>Where the claim of a call stands.</summary>
public enum ClaimState
{
    /// <summary>Being carried out, as long as its heartbeat lives.</summary>
    Running,

    /// <summary>Cut in the middle.</summary>
    InDoubt,

    /// <summary>Carried out; the result is kept for replay.</summary>
    Completed,

    /// <summary>The code that carries it out threw.</summary>
    Failed,

    /// <summary>Refused for good.</summary>
    Denied,
}
