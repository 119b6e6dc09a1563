using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Takes a condition apart into clauses, any of which is enough, each with criteria that must all hold: AND distributes over OR in three values too.</summary>
internal static class Clauses
{
    // A condition of more is one clause as it stands.
    private const int Max = 16;

    internal static Criterion[][] Of(Condition condition) => Expand(condition) is { } clauses ? clauses : [condition.Criteria.ToArray()];

    private static Criterion[][]? Expand(Condition condition) => Product(condition.Criteria.ToArray().Select(Expand));

    private static Criterion[][]? Expand(Criterion criterion) => criterion switch
    {
        AllCriterion all => Product(all.Conditions.ToArray().Select(Expand)),
        AnyCriterion any => Sum(any.Conditions.ToArray().Select(Expand)),
        _ => [[criterion]],
    };

    private static Criterion[][]? Product(IEnumerable<Criterion[][]?> factors)
    {
        Criterion[][] product = [[]];
        foreach (Criterion[][]? factor in factors)
        {
            if (factor is null || product.Length * factor.Length > Max)
                return null;
            product = [.. product.SelectMany(_ => factor, static (left, right) => (Criterion[])[.. left, .. right])];
        }

        return product;
    }

    private static Criterion[][]? Sum(IEnumerable<Criterion[][]?> summands)
    {
        List<Criterion[]> sum = [];
        foreach (Criterion[][]? summand in summands)
        {
            if (summand is null || sum.Count + summand.Length > Max)
                return null;
            sum.AddRange(summand);
        }

        return [.. sum];
    }
}
