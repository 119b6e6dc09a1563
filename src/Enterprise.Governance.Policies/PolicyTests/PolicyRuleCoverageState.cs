namespace Enterprise.Governance.Policies;

/// <summary>How far tests have tried a rule.</summary>
public enum PolicyRuleCoverageState
{
    /// <summary>No request made it count.</summary>
    NeverMatched,

    /// <summary>It counted, but only because its condition was unknown: what it is written for was never tried.</summary>
    OnlyUnknown,

    /// <summary>Its condition was true at least once.</summary>
    Matched,

    /// <summary>It is not enabled, so no request can reach it.</summary>
    Disabled,
}
