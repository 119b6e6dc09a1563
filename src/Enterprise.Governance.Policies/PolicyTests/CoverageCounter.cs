using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.PolicyTests;

/// <summary>Counts in which decisions the rules of a set count. One thread.</summary>
internal sealed class CoverageCounter(PolicySet set)
{
    private readonly Dictionary<string, PolicyRuleCoverage> _rules = set.Rules.ToDictionary(
        static rule => rule.PolicyId, static rule => new PolicyRuleCoverage(rule, 0, 0), StringComparer.Ordinal);

    internal void Add(PolicyDecision decision, PolicyRequest request)
    {
        foreach (string id in decision.PolicyIds)
            Add(id, decision.Unknown.Contains(id, StringComparer.Ordinal));
        foreach (string id in decision.Shadow)
            Add(id, IsUnknown(_rules[id].Rule, request));
    }

    internal PolicyTestCoverage Count() => PolicyTestCoverage.Combine([new PolicyTestCoverage([.. _rules.Values])]);

    private void Add(string id, bool isUnknown)
    {
        PolicyRuleCoverage rule = _rules[id];
        _rules[id] = isUnknown ? rule with { Unknown = rule.Unknown + 1 } : rule with { Matched = rule.Matched + 1 };
    }

    // A decision does not say it of shadow rules.
    private static bool IsUnknown(PolicyRule rule, PolicyRequest request)
    {
        EvaluationContext context = new(ref request);
        return rule.Condition.Evaluate(ref context) == Truth.Unknown;
    }
}
