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
    public async Task Diff_ShowsWhatChanges_AndCanFail()
    {
        string old = _directory.Write("old/rules.json", """[ { "policy_id": "price", "when": { "action": "send" }, "effect": { "set_cost_units": 1 } }, { "policy_id": "gone", "when": { "action": "wipe" }, "effect": { "deny": true } } ]""");
        string next = _directory.Write("new/rules.json", """[ { "policy_id": "price", "when": { "action": "send" }, "effect": { "set_cost_units": 2 } } ]""");
        string requests = _directory.Write("requests.jsonl", """{"action":"send"}""" + "\n" + """{"action":"send","user":"ann"}""" + "\n" + """{"action":"wipe"}""" + "\n" + """{"action":"read"}""" + "\n");
        string[] diff = ["policy", "diff", Path.GetDirectoryName(old)!, next, "--requests", requests];

        ToolResult text = await _tool.RunAsync([.. diff, "--examples", "1"]);
        ToolResult json = await _tool.RunAsync([.. diff, "--json", "--examples", "0", "--fail-on-change"]);
        ToolResult same = await _tool.RunAsync("policy", "diff", old, old, "--requests", requests, "--fail-on-change");

        (string before, string after) = (VersionOf(old), VersionOf(next));
        text.Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8($$"""
            3 of 4 requests are decided otherwise; policy set {{before}} -> {{after}}

            2 x send: allow (cost_units) ~price
              line 1: {"phase":"exec","action":"send"}
                before {"effect":"allow","cost_units":1,"deny_reason":null,"obligations":[],"policy_ids":["price"],"unknown":[],"shadow":[],"policy_set":"{{before}}"}
                after  {"effect":"allow","cost_units":2,"deny_reason":null,"obligations":[],"policy_ids":["price"],"unknown":[],"shadow":[],"policy_set":"{{after}}"}

            1 x wipe: deny -> allow (effect) -gone
              line 3: {"phase":"exec","action":"wipe"}
                before {"effect":"deny","cost_units":null,"deny_reason":null,"obligations":[],"policy_ids":["gone"],"unknown":[],"shadow":[],"policy_set":"{{before}}"}
                after  {"effect":"allow","cost_units":null,"deny_reason":null,"obligations":[],"policy_ids":[],"unknown":[],"shadow":[],"policy_set":"{{after}}"}

            By rule (+ counts now, - counts no more, ~ counts and says something else):
              price ~2
              gone -1

            """), ""));
        json.Code.Should().Be(3);
        json.Output.Should().Be(
            $$"""{"before":"{{before}}","after":"{{after}}","compared":4,"changed":3,"changes":["""
            + """{"action":"send","before":"allow","after":"allow","members":["cost_units"],"gained":[],"lost":[],"altered":["price"],"count":2,"examples":[]},"""
            + """{"action":"wipe","before":"deny","after":"allow","members":["effect"],"gained":[],"lost":["gone"],"altered":[],"count":1,"examples":[]}],"""
            + "\"rules\":[{\"policy_id\":\"price\",\"gained\":0,\"lost\":0,\"altered\":2},{\"policy_id\":\"gone\",\"gained\":0,\"lost\":1,\"altered\":0}]}\n");
        same.Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8($"0 of 4 requests are decided otherwise; policy set {before} -> {before}\n"), ""));

        static string VersionOf(string file) => PolicySet.Load(File.ReadAllText(file)).GetSet().Version;
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
