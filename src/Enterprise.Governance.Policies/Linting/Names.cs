namespace Enterprise.Governance.Policies.Linting;

/// <summary>Writes ids and names in sentences.</summary>
internal static class Names
{
    private const int Most = 5;

    internal static string Quote(IEnumerable<PolicyRule> rules) => Quote(rules.Select(static rule => rule.PolicyId));

    /// <summary>Returns a few names in ordinal order; of many the first and how many more there are.</summary>
    internal static string Quote(IEnumerable<string> names)
    {
        string[] sorted = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        IEnumerable<string> shown = sorted.Take(Most).Select(static name => $"`{name}`");
        return List(sorted.Length > Most ? [.. shown, $"{sorted.Length - Most} more"] : [.. shown]);
    }

    internal static string List(string[] items) => items.Length > 1 ? $"{string.Join(", ", items[..^1])} and {items[^1]}" : string.Concat(items);
}
