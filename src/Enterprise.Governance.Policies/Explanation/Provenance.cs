using System.Collections.Immutable;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies.Explanation;

/// <summary>Tells which part of a decision came from which rule.</summary>
internal static class Provenance
{
    /// <param name="decision">The decision.</param>
    /// <param name="rules">The rules by precedence; all that count are among them.</param>
    internal static ImmutableArray<RuleExplanation> Of(PolicyDecision decision, ImmutableArray<RuleExplanation> rules)
    {
        RuleExplanation[] enforced = [.. rules.Where(static rule => rule.Counts && rule.Rule.Mode == PolicyMode.Enforce)];
        RuleExplanation[] certain = [.. enforced.Where(static rule => rule.Truth == PolicyTruth.True)];
        RuleExplanation? reason = certain.Concat(enforced).FirstOrDefault(static rule => rule.Rule.Effect.DenyReason is not null);
        RuleExplanation? cost = certain.FirstOrDefault(static rule => rule.Rule.Effect.CostUnits is not null);
        return [.. rules.Select(rule => new RuleExplanation(rule.Rule, rule.Truth, rule.Criteria) { Gives = [.. Parts(rule)] })];

        IEnumerable<string> Parts(RuleExplanation rule)
        {
            RuleEffect effect = rule.Rule.Effect;
            if (enforced.Contains(rule) && effect.Outcome == decision.Effect)
                yield return "effect";
            if (ReferenceEquals(rule, reason))
                yield return "deny_reason";
            if (ReferenceEquals(rule, cost))
                yield return "cost_units";
            if (certain.Contains(rule) && !effect.Obligations.IsEmpty)
                yield return "obligations";
        }
    }
}
