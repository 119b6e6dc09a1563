using System.Text.Json;
using Enterprise.Governance.Policies.Tests.Evaluation;

namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>
/// Requests enough for a rule set: of each part of a request, one value for every way in which the tests of the set can come out. The values are chosen from many more than the tests of
/// <see cref="LintCaseGenerator"/> can tell apart, so what no request here does, no request does.
/// </summary>
internal sealed class SmallUniverse
{
    private const string Neutral = "c";

    // The first of those that come out alike stands for all: names of the catalogue go before others.
    private static readonly string[] s_texts = [.. Texts(4).OrderByDescending(static text => text is "a" or "ab" or "ac")];
    private static readonly string[][] s_roles = [[], ["p"], ["q"], ["p", "q"], ["r"], ["p", "r"], ["q", "r"], ["p", "q", "r"]];
    private static readonly string[] s_scalars = ["null", "true", "false", "0", "1", "1.5", "2", "3", .. s_texts.Prepend("").Select(static text => $"\"{text}\"")];
    private static readonly string[] s_values = [.. s_scalars, .. Arrays(["1", "\"a\"", "\"c\""], 4), "{}", "{\"w\":0}", "{\"z\":1}"];
    private static readonly string[] s_objects = [.. s_values.Where(static value => value.Length < 10).SelectMany(static value => (string[])[$"{{\"z\":{value}}}", $"{{\"w\":0,\"z\":{value}}}"])];

    // Parsed once.
    private static readonly ReferenceRequest[] s_first = [.. ((string?[])[null, .. s_values, .. s_objects]).Select(static value => Args(value, null))];
    private static readonly ReferenceRequest[] s_second = [.. ((string?[])[null, .. s_values]).Select(static value => Args(null, value))];

    private readonly List<JsonProperty> _criteria = [];

    internal SmallUniverse(IEnumerable<ReferenceRule> rules, bool hasReferences = false)
    {
        foreach (ReferenceRule rule in rules)
        {
            if (rule.When is { } when)
                Collect(when);
        }

        // A reference joins what would else be apart: then no value stands for another, and there are only some of them.
        string?[] x = hasReferences ? [null, "1", "2", "\"a\"", "[1]", "{\"z\":1}", "{\"z\":\"a\"}"] : [.. Distinct(s_first, Tests("x")).Select(static request => Member(request, "x"))];
        string?[] y = hasReferences ? [null, "1", "\"a\"", "[1]", "[]"] : [.. Distinct(s_second, Tests("y")).Select(static request => Member(request, "y"))];
        IEnumerable<ReferenceRequest> ofTenants = ((string?[])[null, "acme", "globex", "axe", Neutral]).Select(static value => Request(tenant: value));
        string?[] tenants = [.. Distinct(ofTenants, [.. Criteria("tenant"), static request => request.Tenant == "acme"]).Select(static request => request.Tenant)];
        Requests =
        [
            .. from action in Distinct(s_texts.Select(static value => Request(action: value)), Criteria("action")).Select(static request => request.Action)
               from tool in Distinct(((string?[])[null, "t", "tt", "u", Neutral]).Select(static value => Request(tool: value)), Criteria("tool")).Select(static request => request.Tool)
               from tenant in tenants
               from user in hasReferences ? (string?[])[null, "a"] : [null]
               from roles in Distinct(s_roles.Select(static value => Request(roles: value)), [.. Criteria("roles_any"), .. Criteria("roles_all")]).Select(static request => request.Roles)
               from first in x
               from second in y
               select new ReferenceRequest("exec", action, tool, tenant, null, user, roles, Args(first, second).ArgsText),
        ];
    }

    internal IReadOnlyList<ReferenceRequest> Requests { get; }

    private static IEnumerable<string> Texts(int longest)
    {
        string[] last = [""];
        for (int length = 1; length <= longest; length++)
        {
            last = [.. last.SelectMany(static text => (string[])[text + "a", text + "b", text + Neutral])];
            foreach (string text in last)
                yield return text;
        }
    }

    private static IEnumerable<string> Arrays(string[] elements, int longest)
    {
        string[] last = [""];
        for (int length = 0; length <= longest; length++)
        {
            foreach (string array in last)
                yield return $"[{array.TrimStart(',')}]";
            last = [.. last.SelectMany(array => elements.Select(element => $"{array},{element}"))];
        }
    }

    private static ReferenceRequest Request(string? action = null, string? tool = null, string? tenant = null, string[]? roles = null) =>
        new("exec", action ?? Neutral, tool, tenant, null, null, roles ?? [], null);

    private static ReferenceRequest Args(string? x, string? y)
    {
        string[] members = [.. x is null ? [] : new[] { $"\"x\":{x}" }, .. y is null ? [] : new[] { $"\"y\":{y}" }];
        return new ReferenceRequest("exec", Neutral, null, null, null, null, [], $"{{{string.Join(",", members)}}}");
    }

    /// <summary>Keeps one request of those by which the tests come out alike.</summary>
    private static IEnumerable<ReferenceRequest> Distinct(IEnumerable<ReferenceRequest> requests, IEnumerable<Func<ReferenceRequest, bool?>> tests)
    {
        Func<ReferenceRequest, bool?>[] all = [.. tests];
        return requests.DistinctBy(request => string.Concat(all.Select(test => test(request) switch { true => 't', false => 'f', null => 'u' })));
    }

    private static string? Member(ReferenceRequest request, string name) => request.Args!.Value.TryGetProperty(name, out JsonElement value) ? value.GetRawText() : null;

    private void Collect(JsonElement condition)
    {
        foreach (JsonProperty member in condition.EnumerateObject())
        {
            if (member.Name is "all" or "any")
            {
                foreach (JsonElement inner in member.Value.EnumerateArray())
                    Collect(inner);
            }
            else if (member.Name == "not")
            {
                Collect(member.Value);
            }
            else
            {
                _criteria.Add(member);
            }
        }
    }

    private IEnumerable<Func<ReferenceRequest, bool?>> Criteria(string name)
    {
        IEnumerable<JsonElement> conditions = _criteria.Where(member => member.Name == name).Select(static member => $"{{\"{member.Name}\":{member.Value.GetRawText()}}}").Distinct()
            .Select(static condition => JsonDocument.Parse(condition).RootElement);
        return conditions.Select(condition => (Func<ReferenceRequest, bool?>)(request => ReferenceCondition.When(condition, request)));
    }

    private IEnumerable<Func<ReferenceRequest, bool?>> Tests(string root) => _criteria.Where(static member => member.Name == "args")
        .SelectMany(static member => member.Value.EnumerateObject()).Where(path => path.Name.Split('.')[0] == root)
        .SelectMany(static path => path.Value.EnumerateObject().Select(test => (path.Name, Test: test)))
        .DistinctBy(static item => $"{item.Name}:{item.Test}")
        .Select(item => (Func<ReferenceRequest, bool?>)(request => ReferenceArguments.Test(item.Name, item.Test, request)))
        .Concat(Presence(root));

    /// <summary>Whether a path is absent matters to <c>unknown_prone</c>.</summary>
    private static IEnumerable<Func<ReferenceRequest, bool?>> Presence(string root) =>
        ((string[])[root, root + ".z"]).Select(path => (Func<ReferenceRequest, bool?>)(request => ReferenceArguments.IsPresent(path, request)));
}
