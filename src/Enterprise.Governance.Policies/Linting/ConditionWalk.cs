using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Linting;

/// <summary>Goes through a condition and those inside it.</summary>
internal static class ConditionWalk
{
    internal static IEnumerable<Criterion> Criteria(Condition condition) => condition.Criteria.ToArray().SelectMany(Criteria);

    internal static IEnumerable<(ArgumentPath Path, ArgumentTest Test)> Tests(ArgumentsCriterion criterion) =>
        criterion.Paths.ToArray().SelectMany(static path => path.Tests.ToArray().Select(test => (path.Path, test)));

    private static IEnumerable<Criterion> Criteria(Criterion criterion) => criterion switch
    {
        AllCriterion all => all.Conditions.ToArray().SelectMany(Criteria),
        AnyCriterion any => any.Conditions.ToArray().SelectMany(Criteria),
        NotCriterion not => Criteria(not.Condition),
        _ => [criterion],
    };
}
