namespace Enterprise.Governance.Policies.Reading;

/// <summary>Help for operators that people bring from other languages.</summary>
internal static class OperatorHints
{
    private static readonly Dictionary<string, string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["="] = "eq",
        ["=="] = "eq",
        ["equals"] = "eq",
        ["is"] = "eq",
        ["!="] = "ne",
        ["<>"] = "ne",
        ["neq"] = "ne",
        ["not_equals"] = "ne",
        [">"] = "gt",
        ["greater_than"] = "gt",
        ["more_than"] = "gt",
        [">="] = "ge",
        ["gte"] = "ge",
        ["at_least"] = "ge",
        ["min"] = "ge",
        ["<"] = "lt",
        ["less_than"] = "lt",
        ["<="] = "le",
        ["lte"] = "le",
        ["at_most"] = "le",
        ["max"] = "le",
        ["one_of"] = "in",
        ["nin"] = "not_in",
        ["not in"] = "not_in",
        ["has"] = "contains",
    };

    private static readonly Dictionary<string, string> s_phrases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["starts_with"] = "write `{\"like\": \"text*\"}`",
        ["startswith"] = "write `{\"like\": \"text*\"}`",
        ["prefix"] = "write `{\"like\": \"text*\"}`",
        ["ends_with"] = "write `{\"like\": \"*text\"}`",
        ["endswith"] = "write `{\"like\": \"*text\"}`",
        ["suffix"] = "write `{\"like\": \"*text\"}`",
        ["regex"] = "there are no regular expressions; `like` knows `*` for any run of characters",
        ["matches"] = "there are no regular expressions; `like` knows `*` for any run of characters",
        ["between"] = "write `{\"ge\": …, \"le\": …}`",
        ["not"] = "put the test into a condition: `\"not\": {\"args\": …}`",
        ["not_like"] = "put the test into a condition: `\"not\": {\"args\": …}`",
        ["not_contains"] = "put the test into a condition: `\"not\": {\"args\": …}`",
        ["is_null"] = "write `{\"eq\": null}`, or `{\"exists\": false}` if it may be absent",
        ["is null"] = "write `{\"eq\": null}`, or `{\"exists\": false}` if it may be absent",
        ["count"] = "write `{\"count_gt\": …}` or `{\"count_lt\": …}`",
        ["size"] = "write `{\"count_gt\": …}` or `{\"count_lt\": …}` for the elements of an array",
        ["length"] = "write `{\"count_gt\": …}` or `{\"count_lt\": …}` for the elements of an array",
        ["ref"] = "a reference stands behind an operator: `{\"eq\": {\"ref\": …}}`",
    };

    internal static string? Find(string name)
    {
        if (s_phrases.TryGetValue(name, out string? phrase))
            return phrase;
        string plain = name.TrimStart('$').ToLowerInvariant();
        string? known = ArgumentOperator.Find(plain)?.Name ?? s_names.GetValueOrDefault(plain);
        return known is null ? null : $"did you mean `{known}`?";
    }
}
