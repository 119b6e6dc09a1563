namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Chooses under which keys each rule stands: those that the fewest rules could stand under.</summary>
internal static class AccessPlan
{
    /// <returns>For each rule its keys, none of which it needs more than the others; no keys for a rule that every request asks.</returns>
    internal static AccessKey[][] Of(PolicyRule[] rules)
    {
        AccessKey[][][] paths = [.. rules.Select(static rule => rule.Condition.AccessPaths().ToArray())];
        Dictionary<AccessKey, int> counts = [];
        foreach (AccessKey key in paths.SelectMany(static alternatives => alternatives).SelectMany(static path => path))
            counts[key] = counts.GetValueOrDefault(key) + 1;
        return [.. paths.Select(alternatives => alternatives.MinBy(path => (path.Sum(key => counts[key]), (int)path[0].Kind)) ?? [])];
    }
}
