using System.Collections.Immutable;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies;

public sealed partial class PolicySet
{
    /// <summary>Decides a request and tells why.</summary>
    /// <param name="request">What is to be decided.</param>
    /// <param name="allRules">Whether to show every enabled rule of the phase. Otherwise only those of which the request meets what the rule says outright about action, tool, tenant, org and user.</param>
    /// <returns>The decision of <see cref="Evaluate"/>, and how each rule came out. It takes time and memory by the number of rules: for people, not for the way of every request.</returns>
    /// <exception cref="ArgumentException">As <see cref="Evaluate"/> throws it; here the arguments are always read.</exception>
    public PolicyExplanation Explain(in PolicyRequest request, bool allRules = false)
    {
        PolicyDecision decision = Evaluate(in request);
        ImmutableArray<RuleExplanation>.Builder rules = ImmutableArray.CreateBuilder<RuleExplanation>();
        foreach (PolicyRule rule in PolicyRule.InPrecedence(Rules))
        {
            if (rule.Enabled && rule.Phases.Contains(request.Phase) && RuleExplainer.TryExplain(rule, in request, allRules, out RuleExplanation? explanation))
                rules.Add(explanation);
        }

        return new PolicyExplanation(decision, Provenance.Of(decision, rules.ToImmutable()));
    }
}
