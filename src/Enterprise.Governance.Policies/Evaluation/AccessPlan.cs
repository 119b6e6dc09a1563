namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Chooses under which keys each clause stands: those that the fewest could stand under.</summary>
internal static class AccessPlan
{
    /// <returns>For each clause the keys, of which a request has one at least, or the clause is false; no keys for a clause that every request asks.</returns>
    internal static AccessKey[][] Of(Clause[] clauses)
    {
        AccessKey[][][] paths = [.. clauses.Select(static clause => clause.Criteria.SelectMany(static criterion => criterion.AccessPaths()).ToArray())];
        Dictionary<AccessKey, int> counts = [];
        foreach (AccessKey key in paths.SelectMany(static alternatives => alternatives).SelectMany(static path => path))
            counts[key] = counts.GetValueOrDefault(key) + 1;
        return [.. paths.Select(alternatives => alternatives.MinBy(path => (path.Sum(key => counts[key]), (int)path[0].Kind)) ?? [])];
    }
}
