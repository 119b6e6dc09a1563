using Enterprise.Governance.Policies.Conditions;

namespace Enterprise.Governance.Policies.Reading;

/// <summary>
/// A list where one pattern could stand, <c>{"action": ["a", "b"]}</c>, is short for <c>{"any": [{"action": "a"}, {"action": "b"}]}</c>, and is that in
/// normal form; where an object would have several <c>any</c>, the lists are items of <c>all</c>.
/// </summary>
internal static class PatternLists
{
    /// <summary>How many levels of nesting a list may come to take in normal form.</summary>
    internal const int Levels = 2;

    /// <summary>Makes a criterion of the patterns of a list; nothing of none.</summary>
    internal static Criterion? Of(Subject subject, string[] patterns) => patterns switch
    {
        [] => null,
        [string pattern] => new PatternCriterion(subject, pattern),
        _ => new AnyCriterion([.. patterns.Select(pattern => new Condition([new PatternCriterion(subject, pattern)]))]),
    };

    /// <summary>Gives the lists of one object their place among its other criteria.</summary>
    internal static IEnumerable<Criterion> Place(IReadOnlyCollection<Criterion> others, IReadOnlyCollection<AnyCriterion> lists)
    {
        if (lists.Count == 0 || (lists.Count == 1 && !others.OfType<AnyCriterion>().Any()))
            return [.. others, .. lists];
        IEnumerable<Condition> all = others.OfType<AllCriterion>().SelectMany(static all => all.Conditions.ToArray());
        return [.. others.Where(static criterion => criterion is not AllCriterion), new AllCriterion([.. all, .. lists.Select(static list => new Condition([list]))])];
    }
}
