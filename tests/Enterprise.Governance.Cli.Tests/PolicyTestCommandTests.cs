using System.Xml.Linq;
using Enterprise.Governance.Cli.PolicyTests;

namespace Enterprise.Governance.Cli.Tests;

public sealed class PolicyTestCommandTests : IDisposable
{
    private const string Policies = """
        [ { "policy_id": "mail", "when": { "action": "send_email" }, "effect": { "require_approval": true } },
          { "policy_id": "limit", "when": { "args": { "amount": { "gt": 100 } } }, "effect": { "deny": true } },
          { "policy_id": "idle", "when": { "action": "other" }, "effect": { "deny": true } },
          { "policy_id": "off", "enabled": false, "effect": { "deny": true } } ]
        """;

    private const string Passing = """
        { "tests": [ { "name": "mail needs approval", "request": { "action": "send_email", "args": { "amount": 1 } }, "expect": { "effect": "require_approval" } } ] }
        """;

    private const string Failing = """
        { "files": [ "mail.json" ],
          "tests": [
            { "name": "strangers \u001b[31m are denied", "requests": [ { "action": "read", "args": { "amount": 101 } }, { "action": "send_email" } ],
              "expect": { "effect": "allow",
                          "policy_ids": [] } } ] }
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new();

    public PolicyTestCommandTests()
    {
        _directory.Write("rules/mail.json", Policies);
        _directory.Write("rules/mail.policytest.json", Passing);
    }

    private string Rules => _directory.File("rules");

    private string Mail => _directory.File("rules/mail.json");

    private string MailTest => _directory.File("rules/mail.policytest.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Test_EveryTestPasses_ExitsWith0()
    {
        (await _tool.RunAsync("policy", "test", Rules)).Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8($"""
            passed  {MailTest}: mail needs approval
            1 file, 1 test: 1 passed, 0 failed
            1 of 3 rules covered, 33%

            """), ""));
    }

    [Fact]
    public async Task Test_Failure_ShowsTheDifferencesInTheirPlaces()
    {
        string failing = _directory.Write("rules/sub/a.policytest.json", Failing.Replace("mail.json", "../mail.json", StringComparison.Ordinal));

        ToolResult result = await _tool.RunAsync("policy", "test", Rules, MailTest, "--coverage");

        result.Should().BeEquivalentTo(new ToolResult(3, Tool.Utf8($$"""
            passed  {{MailTest}}: mail needs approval
            failed  {{failing}}: strangers \u001b[31m are denied
              {{failing}}:4:29: `effect` of request 1
                expected  "allow"
                actual    "deny"
              {{failing}}:5:33: `policy_ids` of request 1
                expected  []
                actual    ["limit"]
              {{failing}}:4:29: `effect` of request 2
                expected  "allow"
                actual    "deny"
              {{failing}}:5:33: `policy_ids` of request 2
                expected  []
                actual    ["limit","mail"]
            2 files, 2 tests: 1 passed, 1 failed
            2 of 3 rules covered, 66%
              {{Mail}}:1:18: `mail` matched in 2 decisions
              {{Mail}}:2:18: `limit` matched in 1 decision
              {{Mail}}:3:18: `idle` never matched
              {{Mail}}:4:18: `off` is not enabled

            """), ""));
    }

    [Theory]
    [InlineData("33", 0)]
    [InlineData("34", 3)]
    public async Task Test_MinCoverage_IsAskedOfTheRules(string min, int code)
    {
        ToolResult result = await _tool.RunAsync("policy", "test", Rules, "--min-coverage", min);

        result.Code.Should().Be(code);
        result.Lines[2..].Should().Equal(code == 0
            ? ["1 of 3 rules covered, 33%"]
            : ["1 of 3 rules covered, 33%; 34% are asked for", $"  {Mail}:2:18: `limit` never matched", $"  {Mail}:3:18: `idle` never matched"]);
    }

    [Fact]
    public async Task Test_MinCoverageOf100_IsReachedByAllRules()
    {
        _directory.Write("all/a.policytest.json", """{ "policies": [ { "policy_id": "a", "effect": { "deny": true } } ], "tests": [ { "name": "t", "request": { "action": "x" }, "expect": { "effect": "deny" } } ] }""");
        (await _tool.RunAsync("policy", "test", _directory.File("all"), "--min-coverage", "100")).Code.Should().Be(0);
    }

    [Fact]
    public async Task Test_Json_IsOneObject()
    {
        string failing = _directory.Write("rules/z.policytest.json", Failing);

        ToolResult result = await _tool.RunAsync("policy", "test", Rules, "--json", "--min-coverage", "50");

        result.Code.Should().Be(3);
        result.Output.Should().Be(
            $$$"""{"passed":false,"total":2,"failed":1,"tests":[{"file":"{{{MailTest}}}","line":1,"column":14,"name":"mail needs approval","passed":true,"differences":[]},"""
            + $$$"""{"file":"{{{failing}}}","line":3,"column":5,"name":"strangers \u001B[31m are denied","passed":false,"differences":["""
            + $$$"""{"file":"{{{failing}}}","line":4,"column":29,"request":1,"member":"effect","expected":"allow","actual":"deny"},"""
            + $$$"""{"file":"{{{failing}}}","line":5,"column":33,"request":1,"member":"policy_ids","expected":[],"actual":["limit"]},"""
            + $$$"""{"file":"{{{failing}}}","line":4,"column":29,"request":2,"member":"effect","expected":"allow","actual":"deny"},"""
            + $$$"""{"file":"{{{failing}}}","line":5,"column":33,"request":2,"member":"policy_ids","expected":[],"actual":["limit","mail"]}]}],"""
            + """ "coverage":{"percent":66,"min_percent":50,"covered":2,"total":3,"rules":[""".TrimStart()
            + $$$"""{"file":"{{{Mail}}}","line":1,"column":18,"policy_id":"mail","state":"matched","matched":2,"unknown":0},"""
            + $$$"""{"file":"{{{Mail}}}","line":2,"column":18,"policy_id":"limit","state":"matched","matched":1,"unknown":1},"""
            + $$$"""{"file":"{{{Mail}}}","line":3,"column":18,"policy_id":"idle","state":"never_matched","matched":0,"unknown":0},"""
            + $$$"""{"file":"{{{Mail}}}","line":4,"column":18,"policy_id":"off","state":"disabled","matched":0,"unknown":0}]}}"""
            + "\n");
    }

    [Fact]
    public async Task Test_JUnit_HasASuiteAFileAndACaseATest()
    {
        string failing = _directory.Write("rules/z.policytest.json", Failing), xml = _directory.File("results.xml");

        ToolResult result = await _tool.RunAsync("policy", "test", Rules, "--junit", xml);

        result.Code.Should().Be(3);
        XElement root = XDocument.Load(xml).Root!;
        Describe(root).Should().Be("testsuites name=governance policy test tests=2 failures=1 errors=0 skipped=0");
        root.Elements().Select(Describe).Should().Equal(
            $"testsuite name={MailTest} tests=1 failures=0 errors=0 skipped=0", $"testsuite name={failing} tests=1 failures=1 errors=0 skipped=0");
        root.Elements().Elements().Select(Describe).Should().Equal(
            $"testcase name=mail needs approval classname={MailTest} file={MailTest} line=1", $"testcase name=strangers \\u001b[31m are denied classname={failing} file={failing} line=3");
        XElement failure = root.Descendants("failure").Should().ContainSingle().Which;
        Describe(failure).Should().Be("failure message=effect, policy_ids not as expected type=difference");
        failure.Value.Split('\n').Should().HaveCount(4).And.HaveElementAt(0, $"{failing}:4:29: `effect` of request 1: expected \"allow\", actual \"deny\"");
    }

    [Fact]
    public void XmlText_WhatXmlCannotHold_BecomesAnEscape() =>
        XmlText.Of("a\tb\u0000\u001b\uffff<&é😀\U00010000").Should().Be("a\tb\\u0000\\u001b\\uffff<&é😀\U00010000");

    [Fact]
    public async Task Test_BrokenFile_SaysWhereAndRunsNothing()
    {
        string broken = _directory.Write("rules/broken.policytest.json", """{ "policies": [], "tests": [ { "name": "a", "expect": { "efect": "deny" } } ] }""");

        ToolResult result = await _tool.RunAsync("policy", "test", Rules);

        result.Should().BeEquivalentTo(new ToolResult(2, [], $$"""
            {{broken}}:1:30: the test has no `request`; help: write `"request": {"action": …}`, or `requests` with a list
            {{broken}}:1:57: unknown key `efect`; help: did you mean `effect`?

            """));
    }

    [Fact]
    public async Task Test_BrokenPolicies_SaysWhere()
    {
        string policies = _directory.Write("broken/mail.json", """[ { "policy_id": "a" } ]""");
        _directory.Write("broken/mail.policytest.json", Passing);

        (await _tool.RunAsync("policy", "test", _directory.File("broken"))).Should().BeEquivalentTo(
            new ToolResult(2, [], $"{policies}:1:3: the rule has no `effect`; help: write `\"effect\": {{\"deny\": true}}` or another effect\n"));
    }

    [Fact]
    public async Task Test_NothingToRun_IsRefused()
    {
        Directory.CreateDirectory(_directory.File("empty"));
        string missing = _directory.File("missing");
        (await _tool.RunAsync("policy", "test", _directory.File("empty"))).Should().BeEquivalentTo(
            new ToolResult(2, [], "governance: there is no file `*.policytest.json`; name test files, or directories that hold some\n"));
        (await _tool.RunAsync("policy", "test", missing)).Should().BeEquivalentTo(new ToolResult(2, [], $"governance: `{missing}` does not exist\n"));
    }

    [Fact]
    public async Task Test_MinCoverageBeyond100_IsRefused() =>
        (await _tool.RunAsync("policy", "test", Rules, "--min-coverage", "101")).Should().BeEquivalentTo(
            new ToolResult(2, [], "governance: --min-coverage takes a whole number from 0 to 100\nsee `governance policy test --help`\n"));

    [Fact]
    public async Task Check_DirectoryWithTests_ReadsThePoliciesAlone() =>
        (await _tool.RunAsync("policy", "check", Rules)).Output.Should().StartWith("1 file: 4 rules, policy set ");

    [Fact]
    public async Task Check_TestFilesAmongThePolicies_AreLeftOut()
    {
        (await _tool.RunAsync("policy", "check", Mail, MailTest)).Output.Should().StartWith("1 file: 4 rules, policy set ");
        (await _tool.RunAsync("policy", "check", MailTest)).Should().BeEquivalentTo(
            new ToolResult(2, Tool.Utf8($"{MailTest}:1:1: `{MailTest}` holds tests, not policies; help: run it with `governance policy test`\n0 files: 1 error\n"), ""));
    }

    private static string Describe(XElement element) => $"{element.Name} {string.Join(' ', element.Attributes().Select(static attribute => $"{attribute.Name}={attribute.Value}"))}";
}
