using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>In how many of the requests that changed a rule counts now, counts no more, or says something else.</summary>
internal sealed record RuleTally(string PolicyId, long Gained, long Lost, long Altered)
{
    /// <returns>The rules with the most changes first, ties in ordinal order.</returns>
    internal static RuleTally[] Of(PolicyComparison comparison) =>
    [
        .. comparison.GetChanges()
            .SelectMany(static change => change.Gained.Select(id => new RuleTally(id, change.Count, 0, 0))
                .Concat(change.Lost.Select(id => new RuleTally(id, 0, change.Count, 0)))
                .Concat(change.Altered.Select(id => new RuleTally(id, 0, 0, change.Count))))
            .GroupBy(static tally => tally.PolicyId, StringComparer.Ordinal)
            .Select(static group => new RuleTally(group.Key, group.Sum(static one => one.Gained), group.Sum(static one => one.Lost), group.Sum(static one => one.Altered)))
            .OrderByDescending(static tally => tally.Gained + tally.Lost + tally.Altered).ThenBy(static tally => tally.PolicyId, StringComparer.Ordinal),
    ];
}
