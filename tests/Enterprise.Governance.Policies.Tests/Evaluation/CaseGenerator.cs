namespace Enterprise.Governance.Policies.Tests.Evaluation;

/// <summary>Makes rule files and requests out of few names and values, so that they often meet. Everything follows from the seed.</summary>
internal sealed partial class CaseGenerator(int seed)
{
    private static readonly string[] s_actions = ["send", "send_email", "read:x", "a", "\u00e9t\u00e9"];
    private static readonly string[] s_actionPatterns = ["send", "send_email", "read:x", "a", "send*", "*", "*e*", "read:*", "s*l", "\u00e9*\u00e9", "*l", "*:x", "se*", "send*l", "*nd_e*", "*d*e*l", "*ad*", "s*e*l*", "**", "re*:*", "*\u00e9"];
    private static readonly string[] s_tools = ["mcp:gmail", "mcp:crm", "shell"];
    private static readonly string[] s_toolPatterns = ["mcp:*", "shell", "*", "mcp:gmail"];
    private static readonly string[] s_tenants = ["acme", "globex"];
    private static readonly string[] s_names = ["ann", "bob", "acme"];
    private static readonly string[] s_namePatterns = ["ann", "a*", "*", "bob", "acme"];
    private static readonly string[] s_roles = ["admin", "support", "roles"];

    // More than an index has room for.
    private static readonly string[] s_manyRoles = [.. s_roles, .. Enumerable.Range(0, 80).Select(static i => $"role-{i}")];
    private static readonly string[] s_phases = ["exec", "exec", "exec", "plan", "custom"];
    private static readonly string[] s_defaults = ["allow", "deny"];

    private readonly Random _random = new(seed);

    /// <summary>Gets or sets whether rules and requests use many names.</summary>
    internal bool IsWide { get; set; }

    internal string Default() => Pick(s_defaults);

    internal bool Chance(int percent) => _random.Next(100) < percent;

    internal string Rules(string prefix, int most)
    {
        int count = _random.Next(most + 1);
        return $"[{string.Join(",", Enumerable.Range(0, count).Select(i => Rule($"{prefix}{(i * 7919) % 1000:D3}")))}]";
    }

    internal ReferenceRequest Request() => new(
        Chance(3) ? "elsewhere" : Pick(s_phases),
        Pick(s_actions),
        Chance(30) ? null : Pick(s_tools),
        Chance(20) ? null : Pick(s_tenants),
        Chance(50) ? null : Pick(s_names),
        Chance(20) ? null : Pick(s_names),
        [.. Roles.Where(_ => Chance(40))],
        Chance(10) ? null : Chance(3) ? "null" : Object(ArgumentNames, 3));

    private string[] Roles => IsWide ? s_manyRoles : s_roles;

    private string Rule(string id)
    {
        List<string> members = [$"\"policy_id\":\"{id}\""];
        if (Chance(40))
            members.Add($"\"phase\":{(Chance(50) ? $"\"{Pick(s_phases)}\"" : """["plan","exec","exec"]""")}");
        if (Chance(50))
            members.Add($"\"priority\":{_random.Next(-1, 3)}");
        if (Chance(10))
            members.Add($"\"enabled\":{(Chance(50) ? "false" : "true")}");
        if (Chance(20))
            members.Add($"\"mode\":\"{(Chance(70) ? "shadow" : "enforce")}\"");
        if (Chance(10))
        {
            members.Add($"\"deny_actions\":{Texts(s_actionPatterns)}");
            members.Add($"\"require_approval_actions\":{Texts(s_actionPatterns)}");
        }
        else
        {
            if (Chance(95))
                members.Add($"\"when\":{Condition(3)}");
            members.Add($"\"effect\":{Effect()}");
        }

        return $"{{{string.Join(",", members)}}}";
    }

    private string Effect()
    {
        List<string> members = [];
        int outcome = _random.Next(4);
        if (outcome < 3)
            members.Add($"\"{(outcome == 0 ? "deny" : outcome == 1 ? "require_approval" : "allow")}\":true");
        if (outcome != 0 && Chance(5))
            members.Add("\"deny\":false");
        if (outcome == 0 && Chance(60))
            members.Add($"\"deny_reason\":\"r{_random.Next(5)}\"");
        if (Chance(40))
            members.Add($"\"set_cost_units\":{_random.Next(4)}");
        if (Chance(20))
            members.Add($"\"obligations\":[{{\"n\":{_random.Next(3)},\"type\":\"t\"}}]");
        return $"{{{string.Join(",", members)}}}";
    }

    private string Condition(int depth)
    {
        Dictionary<string, string> members = [];
        int count = Chance(5) ? 0 : _random.Next(1, 3);
        for (int i = 0; i < count; i++)
        {
            (string key, string value) = _random.Next(depth > 0 ? 13 : 9) switch
            {
                0 or 1 => ("action", Patterns(s_actionPatterns)),
                2 => ("tool", Patterns(s_toolPatterns)),
                3 => ("tenant", Patterns(s_namePatterns)),
                4 => Chance(50) ? ("org", Patterns(s_namePatterns)) : ("user", Patterns(s_namePatterns)),
                5 => ("roles_any", Texts(Roles)),
                6 => ("roles_all", Texts(Roles)),
                7 or 8 => ("args", Arguments()),
                9 => ("all", Conditions(depth)),
                10 => ("any", Conditions(depth)),
                _ => ("not", Condition(depth - 1)),
            };
            members[key] = value;
        }

        return $"{{{string.Join(",", members.Select(static pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }

    private string Conditions(int depth) => $"[{string.Join(",", Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Condition(depth - 1)))}]";

    private string Patterns(string[] from) => Chance(25) ? Texts(from) : $"\"{Pick(from)}\"";

    private string Texts(string[] from) => $"[{string.Join(",", Enumerable.Range(0, _random.Next(1, 3)).Select(_ => $"\"{Pick(from)}\""))}]";

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
