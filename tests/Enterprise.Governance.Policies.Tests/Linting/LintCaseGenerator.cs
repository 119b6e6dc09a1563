namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>Makes small rule sets that often shadow, repeat and contradict each other, out of tests that <see cref="SmallUniverse"/> tells apart. Everything follows from the seed.</summary>
internal sealed class LintCaseGenerator(int seed)
{
    private static readonly string[] s_actions = ["a", "b", "ab", "a*", "*b", "*a*", "*", "a*b", "*b*", "b*a", "**"];
    private static readonly string[] s_tools = ["t", "t*", "*", "u"];
    private static readonly string[] s_tenants = ["acme", "*", "a*", "globex"];
    private static readonly string[] s_roles = ["p", "q", "r"];
    private static readonly string[] s_phases = ["\"exec\"", "\"plan\"", "[\"plan\",\"exec\"]"];
    private static readonly string[] s_effects = ["\"deny\":true", "\"deny\":true", "\"require_approval\":true", "\"allow\":true", ""];

    private static readonly string[] s_tests =
    [
        "\"exists\":true", "\"exists\":false",
        "\"eq\":1", "\"ne\":1", "\"gt\":1", "\"ge\":1", "\"lt\":2", "\"le\":1", "\"in\":[1,\"a\"]", "\"not_in\":[1,2]",
        "\"eq\":\"a\"", "\"ne\":\"ab\"", "\"like\":\"a*\"", "\"like\":\"*b\"", "\"in\":[\"a\",\"ab\"]", "\"not_in\":[\"a\",null]",
        "\"eq\":true", "\"ne\":false", "\"eq\":null", "\"in\":[true,[1],{\"z\":1}]",
        "\"contains\":1", "\"contains_any\":[1,\"a\"]", "\"contains_all\":[1,\"a\"]", "\"count_gt\":1", "\"count_lt\":2", "\"eq\":[1]", "\"ne\":[\"a\",1]", "\"not_in\":[[],[1]]",
        "\"eq\":{\"z\":1}", "\"ne\":{}", "\"ne\":{\"z\":1}",
    ];

    private static readonly string[] s_paths = ["x", "x", "y", "x.z"];
    private static readonly string[] s_references = ["user", "tenant", "args.y", "args.x", "args.x.z"];
    private static readonly string[] s_comparisons = ["eq", "ne", "gt", "lt", "like", "in", "contains", "contains_any", "count_gt"];

    private readonly Random _random = new(seed);
    private readonly List<(string Condition, string Effect)> _made = [];

    /// <summary>Gets or sets whether operands may be references, which the lint need not decide.</summary>
    internal bool HasReferences { get; set; }

    internal bool Chance(int percent) => _random.Next(100) < percent;

    internal string Rules(string prefix, int most) =>
        $"[{string.Join(",", Enumerable.Range(0, _random.Next(1, most + 1)).Select(i => Rule($"{prefix}{i}")))}]";

    private string Rule(string id)
    {
        List<string> members = [$"\"policy_id\":\"{id}\"", $"\"priority\":{_random.Next(3)}"];
        if (Chance(30))
            members.Add($"\"phase\":{Pick(s_phases)}");
        if (Chance(5))
            members.Add("\"enabled\":false");
        if (Chance(8))
            members.Add("\"mode\":\"shadow\"");
        if (Chance(8))
        {
            members.Add($"\"deny_actions\":[\"{Pick(s_actions)}\",\"{Pick(s_actions)}\"]");
            members.Add($"\"require_approval_actions\":[\"{Pick(s_actions)}\"]");
        }
        else
        {
            string condition = Chance(25) && _made.Count > 0 ? Reworded(Pick([.. _made]).Condition) : Condition(2);
            string effect = Chance(20) && _made.Count > 0 ? Pick([.. _made]).Effect : $"{{{string.Join(",", Effects())}}}";
            _made.Add((condition, effect));
            members.Add($"\"when\":{condition}");
            members.Add($"\"effect\":{effect}");
        }

        return $"{{{string.Join(",", members)}}}";
    }

    /// <summary>Says the same in other words.</summary>
    private string Reworded(string condition) => _random.Next(4) switch
    {
        0 => condition,
        1 => $"{{\"not\":{{\"not\":{condition}}}}}",
        2 => $"{{\"all\":[{condition},{{}}]}}",
        _ => $"{{\"any\":[{condition},{condition}]}}",
    };

    private IEnumerable<string> Effects()
    {
        string outcome = Pick(s_effects);
        if (outcome.Length > 0)
            yield return outcome;
        if (outcome == s_effects[0] && Chance(60))
            yield return $"\"deny_reason\":\"r{_random.Next(2)}\"";
        if (Chance(outcome.Length == 0 ? 80 : 40))
            yield return $"\"set_cost_units\":{_random.Next(2)}";
        if (Chance(4))
            yield return "\"obligations\":[{\"type\":\"t\"}]";
    }

    private string Condition(int depth)
    {
        Dictionary<string, string> members = [];
        int count = Chance(8) ? 0 : Chance(60) ? 1 : 2;
        for (int i = 0; i < count; i++)
        {
            (string key, string value) = _random.Next(depth > 0 ? 14 : 8) switch
            {
                0 or 1 or 2 => ("action", $"\"{Pick(s_actions)}\""),
                3 => ("tool", $"\"{Pick(s_tools)}\""),
                4 => Chance(30) ? ("tenant", $"\"{Pick(s_tenants)}\"") : ("roles_any", Roles()),
                5 => ("roles_all", Roles()),
                6 or 7 => ("args", Arguments()),
                8 or 9 => ("all", Conditions(depth)),
                10 or 11 => ("any", Conditions(depth)),
                _ => ("not", Condition(depth - 1)),
            };
            members[key] = value;
        }

        return $"{{{string.Join(",", members.Select(static pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }

    private string Arguments()
    {
        Dictionary<string, string> paths = [];
        for (int i = Chance(25) ? 2 : 1; i > 0; i--)
        {
            string first = Test(), second = Test();
            bool isOne = Chance(70) || first.Split(':')[0] == second.Split(':')[0];
            paths[Pick(s_paths)] = isOne ? first : $"{first},{second}";
        }

        return $"{{{string.Join(",", paths.Select(static pair => $"\"{pair.Key}\":{{{pair.Value}}}"))}}}";
    }

    private string Test() => HasReferences && Chance(50) ? $"\"{Pick(s_comparisons)}\":{{\"ref\":\"{Pick(s_references)}\"}}" : Pick(s_tests);

    private string Conditions(int depth) => $"[{string.Join(",", Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Condition(depth - 1)))}]";

    private string Roles() => $"[{string.Join(",", Enumerable.Range(0, _random.Next(1, 3)).Select(_ => $"\"{Pick(s_roles)}\""))}]";

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
