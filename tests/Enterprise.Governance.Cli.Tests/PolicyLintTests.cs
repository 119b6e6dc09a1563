using System.Text.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Tests;

public sealed class PolicyLintTests : IDisposable
{
    private const string Rules = """
        [ { "policy_id": "no-mail", "when": { "action": "mail:*" }, "effect": { "deny": true } },
          { "policy_id": "no-sending", "when": { "action": "mail:send", "args": { "to": { "like": "*@x" } } }, "effect": { "deny": true } },
          { "policy_id": "odd", "when": { "action": "a", "not": { "action": "a*" } }, "effect": { "allow": true } } ]
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Lint_Findings_AreLinesAndErrorsExitWith3()
    {
        string file = _directory.Write("rules.json", Rules);

        ToolResult result = await _tool.RunAsync("policy", "lint", file);

        result.Code.Should().Be(3);
        result.Error.Should().BeEmpty();
        result.Lines.Should().Equal(
            $"{file}:2:18: warning: `no-sending` changes no decision: what it denies is denied by `no-mail` anyway [never_effective]; help: remove the rule, or change `no-mail`",
            $"{file}:2:18: warning: `no-sending` also denies where `args.to` is absent: its condition is then unknown, and it fails closed [unknown_prone]; help: where that is not meant, write `\"exists\": true` beside the test",
            $"{file}:3:18: error: `odd` never matches: `action` and `not` exclude each other [never_matches]; help: mend the condition, or remove the rule",
            $"3 rules: 1 error, 2 warnings, 0 for information, policy set {PolicySet.Load(Rules).GetSet().Version}");
    }

    [Fact]
    public async Task Lint_WarningsOnly_ExitsWith0()
    {
        string file = _directory.Write("rules.json", """[ { "policy_id": "a", "effect": { "allow": true } } ]""");

        ToolResult allow = await _tool.RunAsync("policy", "lint", file);
        ToolResult deny = await _tool.RunAsync("policy", "lint", "--default-effect", "deny", file);

        (allow.Code, allow.Lines[0]).Should().Be((0, $"{file}:1:18: warning: `a` changes no decision: the default effect is allow, and to allow overrides nothing [never_effective]; help: remove the rule, or lint with the default effect of the host, if that is deny"));
        (deny.Code, deny.Lines.Length).Should().Be((0, 1));
        deny.Lines[0].Should().StartWith("1 rule: 0 errors, 0 warnings, 0 for information, policy set ");
    }

    [Fact]
    public async Task Lint_Json_IsOneObject()
    {
        string file = _directory.Write("rules.json", Rules);

        ToolResult result = await _tool.RunAsync("policy", "lint", "--json", file);

        result.Code.Should().Be(3);
        JsonElement report = JsonDocument.Parse(result.Lines.Should().ContainSingle().Subject).RootElement;
        report.EnumerateObject().Select(static member => member.Name).Should().Equal("policy_set", "rules", "errors", "warnings", "information", "findings");
        JsonElement finding = report.GetProperty("findings")[1];
        finding.GetRawText().Should().Be($$$"""
            {"code":"unknown_prone","severity":"warning","policy_id":"no-sending","related":[],"file":{{{JsonSerializer.Serialize(file)}}},"line":2,"column":18,"message":"`no-sending` also denies where `args.to` is absent: its condition is then unknown, and it fails closed","help":"where that is not meant, write `\"exists\": true` beside the test","example":{"phase":"exec","action":"mail:send"}}
            """);
    }

    [Fact]
    public async Task Lint_Catalogue_FindsUnknownNames()
    {
        string file = _directory.Write("rules.json", """[ { "policy_id": "a", "when": { "action": "send_mail" }, "effect": { "deny": true } } ]""");
        string catalogue = _directory.Write("catalogue.json", """{ "actions": ["send_email"] }""");

        ToolResult result = await _tool.RunAsync("policy", "lint", file, "--catalogue", catalogue);

        (result.Code, result.Lines[0]).Should().Be((3, $"{file}:1:18: error: unknown action `send_mail` in `a` [unknown_action]; help: did you mean `send_email`?"));
    }

    [Fact]
    public async Task Lint_BrokenPoliciesOrCatalogue_ExitsWith2()
    {
        string file = _directory.Write("rules.json", """[ { "policy_id": "a", "efect": {} } ]"""), sound = _directory.Write("sound.json", "[]");
        string catalogue = _directory.Write("catalogue.json", """{ "action": [] }""");

        ToolResult policies = await _tool.RunAsync("policy", "lint", file), names = await _tool.RunAsync("policy", "lint", sound, "--catalogue", catalogue);
        ToolResult missing = await _tool.RunAsync("policy", "lint", sound, "--catalogue", "nowhere.json");

        (policies.Code, policies.Lines.Length, policies.Error.Split('\n').Length).Should().Be((2, 1, 3));
        names.Should().BeEquivalentTo(new ToolResult(2, [], $"{catalogue}:1:3: unknown key `action`; help: did you mean `actions`?\n"));
        missing.Should().BeEquivalentTo(new ToolResult(2, [], "governance: `nowhere.json` does not exist\n"));
    }

    [Fact]
    public async Task Lint_Budget_IsSaidWhereItDoesNotSuffice()
    {
        string file = _directory.Write("rules.json", Rules);

        ToolResult little = await _tool.RunAsync("policy", "lint", file, "--budget", "1"), wrong = await _tool.RunAsync("policy", "lint", file, "--budget", "0");

        little.Code.Should().Be(0);
        little.Lines[0].Should().Be($"{file}:1:18: information: `no-mail` was not checked for `never_matches` and what rests on it: the work budget of 1 steps is used up [lint_incomplete]; help: raise the budget, or split the rule");
        wrong.Should().BeEquivalentTo(new ToolResult(2, [], "governance: `--budget` must be at least 1\nsee `governance policy lint --help`\n"));
    }
}
