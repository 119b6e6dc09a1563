namespace Enterprise.Governance.Policies;

/// <summary>Whether a rule takes part in decisions.</summary>
public enum PolicyMode
{
    /// <summary>The rule decides.</summary>
    Enforce = 0,

    /// <summary>The rule is evaluated and reported, and decides nothing.</summary>
    Shadow = 1,
}
