using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>A quick no to the question whether two rules can match one request.</summary>
internal static class Overlap
{
    internal static bool IsPossible(PolicyRule left, PolicyRule right)
    {
        if (left.Tenant is { } one && right.Tenant is { } other && one != other)
            return false;
        foreach (Criterion criterion in left.Condition.Criteria)
        {
            foreach (Criterion against in right.Condition.Criteria)
            {
                if (criterion is PatternCriterion a && against is PatternCriterion b && a.Subject == b.Subject && !IsPossible(a, b))
                    return false;
            }
        }

        return true;
    }

    private static bool IsPossible(PatternCriterion left, PatternCriterion right) => (left.IsLiteral, right.IsLiteral) switch
    {
        (true, _) => right.IsMatch(left.Pattern),
        (_, true) => left.IsMatch(right.Pattern),
        _ => true,
    };
}
