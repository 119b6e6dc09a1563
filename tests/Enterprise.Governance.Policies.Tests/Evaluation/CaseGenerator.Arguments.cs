namespace Enterprise.Governance.Policies.Tests.Evaluation;

internal sealed partial class CaseGenerator
{
    private static readonly string[] ArgumentNames = ["amount", "to", "items", "owner", "nested", "roles", "tenant", "a.b", "__proto__"];
    private static readonly string[] s_inner = ["x", "y", "amount"];

    private static readonly string[] s_paths =
        ["amount", "to", "items", "owner", "nested", "nested.x", "nested.y.amount", "roles", "tenant", "a.b", "__proto__", "nested.x.y"];

    // Several spellings of one value are meant: they must be equal.
    private static readonly string[] s_numbers = ["0", "-0", "1", "1.0", "100", "1e2", "2.5", "-3", "9007199254740993", "9007199254740992"];

    private static readonly string[] s_strings =
        ["\"\"", "\"ann\"", "\"\\u0061nn\"", "\"acme\"", "\"a@corp.example\"", "\"*\"", "\"a\\nb\"", "\"a\\\\nb\"", "\"\u00e9\U0001F600\"", "\"\\\"q\\\"\""];

    private static readonly string[] s_patterns = ["\"*\"", "\"a*\"", "\"*@corp.example\"", "\"ann\"", "\"*n*\"", "\"*\\n*\"", "\"\"", "\"*\U0001F600\"", "\"a*b\""];

    private static readonly string[] s_operators =
        ["eq", "ne", "gt", "ge", "lt", "le", "in", "not_in", "like", "exists", "contains", "contains_any", "contains_all", "count_gt", "count_lt"];

    private static readonly string[] s_references = ["user", "tenant", "org", "args.owner", "args.items", "args.amount", "args.nested.x", "args.to"];

    private string Arguments()
    {
        Dictionary<string, string> paths = [];
        int count = _random.Next(1, 3);
        for (int i = 0; i < count; i++)
            paths[Pick(s_paths)] = Tests();
        return $"{{{string.Join(",", paths.Select(static pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }

    private string Tests()
    {
        Dictionary<string, string> tests = [];
        int count = Chance(25) ? 2 : 1;
        for (int i = 0; i < count; i++)
        {
            string name = Pick(s_operators);
            tests[name] = name != "exists" && Chance(25) ? $"{{\"ref\":\"{Pick(s_references)}\"}}" : Literal(name);
        }

        return $"{{{string.Join(",", tests.Select(static pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }

    private string Literal(string name) => name switch
    {
        "exists" => Chance(50) ? "true" : "false",
        "gt" or "ge" or "lt" or "le" => Pick(s_numbers),
        "count_gt" or "count_lt" => _random.Next(4).ToString(System.Globalization.CultureInfo.InvariantCulture),
        "like" => Pick(s_patterns),
        "in" or "not_in" or "contains_any" or "contains_all" => Array(1, 1),
        _ => Value(2),
    };

    private string Value(int depth) => _random.Next(depth > 0 ? 10 : 7) switch
    {
        0 => "null",
        1 => Chance(50) ? "true" : "false",
        2 or 3 => Pick(s_numbers),
        < 7 => Pick(s_strings),
        7 => Object(s_inner, depth - 1),
        _ => Array(0, depth - 1),
    };

    private string Array(int least, int depth) =>
        $"[{string.Join(",", Enumerable.Range(0, _random.Next(least, 4)).Select(_ => Value(depth)))}]";

    private string Object(string[] names, int depth) =>
        $"{{{string.Join(Chance(20) ? " , " : ",", names.Where(_ => Chance(45)).OrderBy(_ => _random.Next()).Select(name => $"\"{name}\":{(name == "nested" && Chance(60) ? Object(s_inner, depth) : Value(depth))}"))}}}";
}
