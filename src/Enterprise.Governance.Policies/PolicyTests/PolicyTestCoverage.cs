using System.Collections.Immutable;

namespace Enterprise.Governance.Policies;

/// <summary>Which rules tests have tried: a rule is covered if its condition was true in at least one decision. Immutable.</summary>
public sealed class PolicyTestCoverage
{
    internal PolicyTestCoverage(ImmutableArray<PolicyRuleCoverage> rules) => Rules = rules;

    /// <summary>Gets the rules in the order of their files, those that are not enabled included.</summary>
    public ImmutableArray<PolicyRuleCoverage> Rules { get; }

    /// <summary>Gets how many rules are covered.</summary>
    public int Covered => Rules.Count(static rule => rule.State == PolicyRuleCoverageState.Matched);

    /// <summary>Gets how many rules can be covered: those that are enabled.</summary>
    public int Total => Rules.Count(static rule => rule.State != PolicyRuleCoverageState.Disabled);

    /// <summary>Gets the share of rules that are covered in whole percent, rounded down; 100 if there is none to cover.</summary>
    public int Percent => Total == 0 ? 100 : (int)(100L * Covered / Total);

    /// <summary>Adds up what several test files have tried; rules of the same file, id and content are one.</summary>
    /// <param name="parts">The coverage of each test file.</param>
    /// <returns>The coverage of all of them.</returns>
    public static PolicyTestCoverage Combine(IEnumerable<PolicyTestCoverage> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new PolicyTestCoverage(
        [
            .. parts.SelectMany(static part => part.Rules)
                .GroupBy(static rule => (rule.Rule.File, rule.Rule.PolicyId, rule.Rule.Digest))
                .Select(static same => new PolicyRuleCoverage(same.First().Rule, same.Sum(static rule => rule.Matched), same.Sum(static rule => rule.Unknown)))
                .OrderBy(static rule => rule.Rule.File, StringComparer.Ordinal).ThenBy(static rule => rule.Rule.Line).ThenBy(static rule => rule.Rule.Column)
                .ThenBy(static rule => rule.Rule.PolicyId, StringComparer.Ordinal),
        ]);
    }
}
