using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Tests;

public sealed class PolicyTests : IDisposable
{
    private const string Broken = """
        [ { "policy_id": "a", "wen": {}, "effect": { "deny": true } },
          { "policy_id": "b", "priority": "high", "effect": { "deny": true } } ]
        """;

    private static readonly string Policies = Path.Combine(AppContext.BaseDirectory, "Golden", "policies.json");
    private static readonly string Requests = Path.Combine(AppContext.BaseDirectory, "Golden", "requests.jsonl");

    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Check_SoundFile_SaysItsVersion()
    {
        string version = PolicySet.Load(File.ReadAllText(Policies)).GetSet().Version;

        ToolResult result = await _tool.RunAsync("policy", "check", Policies, Policies);

        result.Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8($"1 file: 6 rules, policy set {version}\n"), ""));
    }

    [Fact]
    public async Task Check_BrokenFiles_WritesEveryProblemInItsPlace()
    {
        string broken = _directory.Write("broken.json", Broken), missing = _directory.File("missing.json");

        ToolResult result = await _tool.RunAsync("policy", "check", broken, missing);

        result.Code.Should().Be(2);
        result.Error.Should().BeEmpty();
        result.Lines.Should().HaveCount(4);
        result.Lines[0].Should().Be($"{missing}:1:1: `{missing}` does not exist; help: check the path");
        string[] expected = [.. PolicySet.Load(Broken, broken).Errors.Select(static error => error.ToString())];
        result.Lines[1..3].Should().Equal(expected);
        result.Lines[1].Should().StartWith($"{broken}:1:23: ").And.Contain("`wen`").And.Contain("; help: ");
        result.Lines[2].Should().StartWith($"{broken}:2:35: ");
        result.Lines[3].Should().Be("1 file: 3 errors");
    }

    [Fact]
    public async Task Check_Warning_IsWrittenAndExitsWith0()
    {
        string file = _directory.Write("warn.json", """[ { "policy_id": "a", "effect": { "deny": false } } ]""");

        ToolResult result = await _tool.RunAsync("policy", "check", file);

        result.Code.Should().Be(0);
        result.Lines[..2].Should().Equal(
            $"{file}:1:33: warning: the rule has no effect; help: add one, or remove the rule",
            $"{file}:1:35: warning: `deny` is false and does nothing; help: remove it; no rule can take back what another rule does");
        result.Lines[2].Should().StartWith("1 file: 1 rule, 2 warnings, policy set ");
    }

    [Fact]
    public async Task Check_DirectoryAndFile_AreOneSet()
    {
        string first = _directory.Write("rules/a.json", """[{"policy_id":"same","effect":{"deny":true}}]""");
        string second = _directory.Write("rules/b.json", """[{"policy_id":"other","effect":{"deny":true}}]""");
        string third = _directory.Write("c.json", """[{"policy_id":"same","effect":{"allow":true}}]""");

        (await _tool.RunAsync("policy", "check", _directory.File("rules"), second)).Output.Should().StartWith("2 files: 2 rules, policy set ");
        ToolResult twice = await _tool.RunAsync("policy", "check", _directory.File("rules"), third);

        twice.Code.Should().Be(2);
        twice.Lines.Should().HaveCount(2);
        twice.Lines[0].Should().StartWith($"{third}:1:15: ").And.Contain("`same`").And.Contain(first);
        twice.Lines[1].Should().Be("3 files: 1 error");
    }

    [Fact]
    public async Task Check_EmptyDirectory_IsAnError()
    {
        ToolResult result = await _tool.RunAsync("policy", "check", _directory.Path);

        result.Code.Should().Be(2);
        result.Output.Should().Contain("holds no file `*.json`").And.EndWith("0 files: 1 error\n");
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("deny")]
    public async Task Eval_GoldenRequests_GiveTheGoldenDecisions(string defaultEffect)
    {
        string golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"decisions-{defaultEffect}.jsonl"));

        ToolResult file = await _tool.RunAsync("policy", "eval", "--policies", Policies, "--requests", Requests, "--default-effect", defaultEffect);
        ToolResult input = await _tool.RunAsync(File.ReadAllBytes(Requests), "policy", "eval", "--policies", Policies, "--requests", "-", "--default-effect", defaultEffect);

        file.Error.Should().BeEmpty();
        file.Code.Should().Be(0);
        file.Output.Should().Be(golden);
        input.Should().BeEquivalentTo(file);
    }

    [Fact]
    public async Task Explain_WritesWhatTheLibrarySays_AsTextAndAsJson()
    {
        PolicySet set = PolicySet.Load(File.ReadAllText(Policies), Policies).GetSet();
        string requests = _directory.Write("two.jsonl", "{\"action\":\"refund\",\"args\":{\"amount\":\"\u202e1\"}}\n{\"action\":\"close_case\"}\n");
        PolicyExplanation[] expected = [set.Explain(new PolicyRequest("refund") { Args = "{\"amount\":\"\u202e1\"}"u8.ToArray() }), set.Explain(new PolicyRequest("close_case"))];

        ToolResult text = await _tool.RunAsync("policy", "explain", "--policies", Policies, "--requests", requests);
        ToolResult json = await _tool.RunAsync("policy", "explain", "--policies", Policies, "--requests", requests, "--json", "--all");

        text.Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8($"{expected[0]}\n\n{expected[1]}\n".Replace("\u202e", "\\u202e")), ""));
        json.Lines.Should().Equal(
            set.Explain(new PolicyRequest("refund") { Args = "{\"amount\":\"\u202e1\"}"u8.ToArray() }, allRules: true).ToJson(),
            set.Explain(new PolicyRequest("close_case"), allRules: true).ToJson());
    }

    [Fact]
    public async Task Eval_NoDefaultEffect_Allows()
    {
        ToolResult result = await _tool.RunAsync("""{"action":"anything"}"""u8.ToArray(), "policy", "eval", "--policies", Policies, "--requests", "-");

        result.Output.Should().StartWith("""{"effect":"allow","cost_units":null,"deny_reason":null,"obligations":[],"policy_ids":[],"unknown":[],"shadow":[],"policy_set":""");
    }

    [Theory]
    [InlineData("""{"action":1}""", "(standard input):2:11: `action` must be a string")]
    [InlineData("""{"acton":"x"}""", "(standard input):2:2: unknown key `acton`")]
    [InlineData("""{"action":"x",""", "(standard input):2:")]
    [InlineData("", "(standard input):2:1: ")]
    public async Task Eval_BadRequest_ExitsWith2AndKeepsTheDecisionsBefore(string line, string error)
    {
        byte[] input = Tool.Utf8($"{{\"action\":\"a\"}}\n{line}\n{{\"action\":\"b\"}}\n");

        ToolResult result = await _tool.RunAsync(input, "policy", "eval", "--policies", Policies, "--requests", "-");

        result.Code.Should().Be(2);
        result.Lines.Should().ContainSingle().Which.Should().StartWith("{\"effect\":\"allow\"");
        result.Error.Should().StartWith(error);
    }

    [Fact]
    public async Task Eval_BrokenPolicies_DecidesNothing()
    {
        string broken = _directory.Write("broken.json", Broken);

        ToolResult result = await _tool.RunAsync("policy", "eval", "--policies", Policies, broken, "--requests", Requests);

        result.Code.Should().Be(2);
        result.Bytes.Should().BeEmpty();
        result.Error.Should().StartWith($"{broken}:1:23: ");
        string missing = _directory.File("missing.json");
        (await _tool.RunAsync("policy", "eval", "--policies", Policies, missing, "--requests", Requests)).Should().BeEquivalentTo(
            new ToolResult(2, [], $"{missing}:1:1: `{missing}` does not exist; help: check the path\n"));
    }

    [Fact]
    public async Task Eval_DefaultEffectOfAnotherKind_IsRefused()
    {
        ToolResult result = await _tool.RunAsync("policy", "eval", "--policies", Policies, "--requests", Requests, "--default-effect", "require_approval");

        result.Code.Should().Be(2);
        result.Bytes.Should().BeEmpty();
    }
}
