namespace Enterprise.Governance.Policies;

/// <summary>How often a rule counted in the decisions of tests. Immutable.</summary>
/// <param name="Rule">The rule; of the list form each of the two.</param>
/// <param name="Matched">In how many decisions it counted and its condition was true.</param>
/// <param name="Unknown">In how many decisions it counted because its condition was unknown.</param>
public sealed record PolicyRuleCoverage(PolicyRule Rule, int Matched, int Unknown)
{
    /// <summary>Gets how far the rule has been tried.</summary>
    public PolicyRuleCoverageState State =>
        !Rule.Enabled ? PolicyRuleCoverageState.Disabled
        : Matched > 0 ? PolicyRuleCoverageState.Matched
        : Unknown > 0 ? PolicyRuleCoverageState.OnlyUnknown
        : PolicyRuleCoverageState.NeverMatched;
}
