namespace Enterprise.Governance.Ledger;

/// <summary>What verification found, worst first.</summary>
public enum VerifyStatus
{
    /// <summary>Something was changed, removed or inserted.</summary>
    Tampered,

    /// <summary>Events are missing at the end.</summary>
    Truncated,

    /// <summary>A run that a checkpoint names is gone.</summary>
    Missing,

    /// <summary>Events were made with a key that the ring does not have, so they could not be checked.</summary>
    UnknownKey,

    /// <summary>The events were archived; the log holds their root.</summary>
    Archived,

    /// <summary>The run exists and has no events.</summary>
    Empty,

    /// <summary>Every event stands where it was appended, unchanged.</summary>
    Intact,
}
