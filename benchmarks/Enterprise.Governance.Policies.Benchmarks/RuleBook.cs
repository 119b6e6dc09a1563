namespace Enterprise.Governance.Policies.Benchmarks;

/// <summary>
/// Rules and requests. The plain book is that of a host with many tools: most rules name one action, every fifth a namespace of its own by wildcard. The dense one
/// has five namespaces, and half of its rules general wildcards such as <c>*:delete_7*</c>; every third nests, every fourth looks at an argument.
/// </summary>
internal static class RuleBook
{
    internal const int Requests = 64;

    private const int Roles = 12, Namespaces = 5;

    internal static RuleText[] Plain(int count) => [.. Enumerable.Range(0, count).Select(static i => new RuleText(
        $"rule_{i:D5}", i % 5 == 4 ? $"app{i}:*" : Action(i), RolesOf(i), null, i % 10 == 0 ? 100 : null, false, i % 5))];

    internal static RuleText[] Dense(int count) => [.. Enumerable.Range(0, count).Select(static i => new RuleText(
        $"rule_{i:D5}", (i % 4) switch { 0 or 2 => $"*:{Verb(i / 4)}_{i / 2 % 500}*", 1 => $"app{i % Namespaces}:*", _ => $"app{i % Namespaces}:{Verb(i)}_*" },
        RolesOf(i), i % 2 == 1 ? $"mcp:tool{i % 100}" : null, i % 4 == 3 ? 100 : null, i % 3 == 0, i % 5))];

    internal static PolicyRequest[] RequestsFor(int count, bool dense) => [.. Enumerable.Range(0, Requests).Select(i => new PolicyRequest(dense ? $"app{i % Namespaces}:{Verb(i)}_{i * 7 % 500}" : Action(i * 13 % (count * 5 / 4)))
    {
        Tenant = "acme",
        User = "ann",
        Tool = $"mcp:tool{i % 100}",
        Roles = [$"role_{i % Roles}"],
        Args = """{"amount":120,"to":"ann@corp.example","items":[1,2,3],"order":{"id":"A-1","total":99.5}}"""u8.ToArray(),
    })];

    internal static PolicySet Load(IEnumerable<RuleText> rules) => PolicySet.Load($"[{string.Join(",", rules.Select(static rule => rule.ToJson()))}]").GetSet();

    private static string Action(int i) => $"app{i / 20}:{Verb(i)}_{i}";

    private static string Verb(int i) => (i % 4) switch { 0 => "read", 1 => "delete", 2 => "send", _ => "update" };

    private static string[] RolesOf(int i) => [$"role_{i % Roles}", $"role_{(i + 5) % Roles}"];
}
