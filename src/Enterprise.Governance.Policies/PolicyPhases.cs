namespace Enterprise.Governance.Policies;

/// <summary>The phases that the library itself evaluates; hosts may add their own names.</summary>
public static class PolicyPhases
{
    /// <summary>Before a plan runs, once for each of its steps.</summary>
    public const string Plan = "plan";

    /// <summary>Before an action runs; the phase of rules and requests that name none.</summary>
    public const string Exec = "exec";
}
