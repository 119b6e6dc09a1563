using System.Diagnostics.CodeAnalysis;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Explanation;

/// <summary>Asks a rule every one of its criteria, also those that evaluation would not come to.</summary>
internal static class RuleExplainer
{
    /// <returns><see langword="false"/> for a rule that does not come into question.</returns>
    internal static bool TryExplain(PolicyRule rule, ref readonly PolicyRequest request, bool evenIfFar, [NotNullWhen(true)] out RuleExplanation? explanation)
    {
        explanation = null;
        EvaluationContext context = new(in request);
        if (rule.Tenant is not null && rule.Tenant != request.Tenant)
            return false;
        if (!evenIfFar && IsFar(rule.Condition, ref context))
            return false;
        CriterionExplanation whole = rule.Condition.Explain(ref context);
        explanation = new RuleExplanation(rule, whole.Truth, whole.Parts);
        return true;
    }

    private static bool IsFar(Condition condition, ref EvaluationContext context)
    {
        foreach (Criterion criterion in condition.Criteria)
        {
            if (criterion is PatternCriterion && criterion.Evaluate(ref context) == Truth.False)
                return true;
        }

        return false;
    }
}
