using System.Text;
using System.Text.Json;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Cli.Tests;

public sealed class BacktestTests : IDisposable
{
    private const string Rules = """
        [ { "policy_id": "mail", "when": { "action": "send_email" }, "effect": { "require_approval": true } },
          { "policy_id": "cap", "when": { "action": "refund", "args": { "amount": { "gt": 100 } } }, "effect": { "deny": true, "deny_reason": "too much" } } ]
        """;

    private const string Stricter = """[ { "policy_id": "cap", "when": { "action": "refund", "args": { "amount": { "gt": 40 } } }, "effect": { "deny": true, "deny_reason": "too much" } } ]""";

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly Tool _tool = new();

    private string Database => _directory.File("agents.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Backtest_Candidate_ShowsWhatWouldChange_ByActionAndRule()
    {
        string run = await RecordAsync();

        ToolResult result = await BacktestAsync(Stricter);

        string version = PolicySet.Load(Rules).GetSet().Version, candidate = PolicySet.Load(Stricter).GetSet().Version;
        result.Code.Should().Be(0, result.Error);
        result.Error.Should().BeEmpty();
        result.Output.Should().Be($$$"""
            6 decisions recorded, 4 made again with the sets that made them: all came out as recorded
            not made again: 1 args_digest, 1 args_erased
            2 of 4 would be decided otherwise by the candidate {{{candidate}}}

            1 x refund: allow -> deny (effect, deny_reason) +cap
              {{{run}}} seq 2: {"phase":"exec","action":"refund","tenant":"acme","org":"sales","user":"ann","roles":["agent"],"args":{"amount":50}}
                before {"effect":"allow","cost_units":null,"deny_reason":null,"obligations":[],"policy_ids":[],"unknown":[],"shadow":[],"policy_set":"{{{version}}}"}
                after  {"effect":"deny","cost_units":null,"deny_reason":"too much","obligations":[],"policy_ids":["cap"],"unknown":[],"shadow":[],"policy_set":"{{{candidate}}}"}

            1 x send_email: require_approval -> allow (effect) -mail
              {{{run}}} seq 6: {"phase":"exec","action":"send_email","tenant":"acme","org":"sales","user":"ann","roles":["agent"],"args":{"to":"x"}}
                before {"effect":"require_approval","cost_units":null,"deny_reason":null,"obligations":[],"policy_ids":["mail"],"unknown":[],"shadow":[],"policy_set":"{{{version}}}"}
                after  {"effect":"allow","cost_units":null,"deny_reason":null,"obligations":[],"policy_ids":[],"unknown":[],"shadow":[],"policy_set":"{{{candidate}}}"}

            By rule (+ counts now, - counts no more, ~ counts and says something else):
              cap +1
              mail -1

            """);
    }

    [Fact]
    public async Task Backtest_OfTheRecordedRules_ReproducesEveryDecision_AndChangesNone()
    {
        await RecordAsync();

        ToolResult result = await BacktestAsync(Rules, "--json", "--fail-on-change");

        result.Code.Should().Be(0, result.Error);
        using JsonDocument report = JsonDocument.Parse(result.Output);
        report.RootElement.GetProperty("replayed").GetInt32().Should().Be(4);
        report.RootElement.GetProperty("not_reproduced").GetInt32().Should().Be(0);
        report.RootElement.GetProperty("compared").GetInt32().Should().Be(4);
        report.RootElement.GetProperty("changed").GetInt32().Should().Be(0);
        report.RootElement.GetProperty("not_replayed").GetRawText().Should().Be("""{"args_digest":1,"args_erased":1}""");
    }

    [Fact]
    public async Task Backtest_ForgedDecision_IsNotReproduced()
    {
        string run = await RecordAsync();
        LedgerFile.Forge(Database, run, 2, "\"effect\":\"allow\"", "\"effect\":\"deny\"");

        ToolResult result = await BacktestAsync(Rules);

        result.Code.Should().Be(3);
        result.Lines[..2].Should().Equal("6 decisions recorded, 4 made again with the sets that made them: 1 did NOT come out as recorded", $"  {run} seq 2");
    }

    [Fact]
    public async Task Backtest_BoundsAndTenant_ChooseDecisions()
    {
        await RecordAsync();
        _time.Advance(TimeSpan.FromDays(2));
        Tool later = new() { Time = _time };

        (await BacktestAsync(Rules, later, "--since", "1d")).Lines[0].Should().StartWith("0 decisions recorded");
        (await BacktestAsync(Rules, later, "--since", "3d")).Lines[0].Should().StartWith("6 decisions recorded");
        (await BacktestAsync(Rules, later, "--until", "2026-11-01T08:00:00Z")).Lines[0].Should().StartWith("0 decisions recorded");
        (await BacktestAsync(Rules, later, "--tenant", "globex")).Lines[0].Should().StartWith("0 decisions recorded");
        (await BacktestAsync(Rules, later, "--tenant", "acme", "--since", "2026-11-01")).Lines[0].Should().StartWith("6 decisions recorded");
        ToolResult wrong = await BacktestAsync(Rules, later, "--since", "yesterday");
        wrong.Should().BeEquivalentTo(new ToolResult(2, [], "governance: --since `yesterday` is no time; write `2026-11-01`, `2026-11-01T08:00:00Z` or `7d`\n"));
    }

    [Fact]
    public async Task Backtest_SetThatIsNotStored_IsCountedAndSaid()
    {
        await RecordAsync();
        LedgerFile.Execute(Database, "PRAGMA foreign_keys=OFF; DELETE FROM policy_sets");

        (await BacktestAsync(Rules)).Lines[..2].Should().Equal(
            "6 decisions recorded, 0 made again with the sets that made them", "not made again: 6 policy_set_not_stored");
    }

    [Fact]
    public async Task Backtest_CandidateThatLooksAtMissingArguments_IsCountedAndSaid()
    {
        await using (AgentHost host = await AgentHost.StartAsync(Database, _time, Rules))
        {
            await using GovernedRun run = await host.Governance.StartRunAsync(new GovernanceScope("acme", user: "ann"));
            await InvokeAsync(run, "close_case", """{"id":7}""", ArgumentCapture.Digest);
        }

        ToolResult result = await BacktestAsync("""[ { "policy_id": "seven", "when": { "args": { "id": { "eq": 7 } } }, "effect": { "deny": true } } ]""");

        result.Lines[..3].Should().Equal(
            "1 decision recorded, 1 made again with the sets that made them: all came out as recorded",
            "not compared: 1, the candidate looks at arguments that are not there",
            $"0 of 0 would be decided otherwise by the candidate {PolicySet.Load("""[ { "policy_id": "seven", "when": { "args": { "id": { "eq": 7 } } }, "effect": { "deny": true } } ]""").GetSet().Version}");
    }

    /// <summary>Records six decisions: three with arguments, a plan, one with a digest, one whose arguments are erased. Returns the run of the first three.</summary>
    private async Task<string> RecordAsync()
    {
        await using AgentHost host = await AgentHost.StartAsync(Database, _time, Rules);
        GovernanceScope scope = new("acme", "sales", "ann", ["agent"]);
        await using GovernedRun first = await host.Governance.StartRunAsync(scope);
        await InvokeAsync(first, "refund", """{"amount":50}""");
        await InvokeAsync(first, "refund", """{"amount":200}""");
        await InvokeAsync(first, "send_email", """{"to":"x"}""");
        await using GovernedRun second = await host.Governance.StartRunAsync(scope);
        await second.PlanAsync([new ActionCall("refund", args: """{"amount":60}"""u8.ToArray())]);
        await InvokeAsync(second, "refund", """{"amount":50}""", ArgumentCapture.Digest);
        await InvokeAsync(second, "refund", """{"amount":500}""", ArgumentCapture.Personal);
        await second.CompleteAsync();
        await host.Governance.EraseRunAsync("acme", second.RunId);
        return first.RunId;
    }

    private static async Task InvokeAsync(GovernedRun run, string action, string args, ArgumentCapture capture = ArgumentCapture.Value) => await run.InvokeAsync(
        new ActionCall(action, args: Encoding.UTF8.GetBytes(args)) { Capture = capture }, static _ => ValueTask.FromResult("done"), AgentJson.Default.String);

    private Task<ToolResult> BacktestAsync(string candidate, params string[] options) => BacktestAsync(candidate, _tool, options);

    private Task<ToolResult> BacktestAsync(string candidate, Tool tool, params string[] options) =>
        tool.RunAsync(["policy", "backtest", "--candidate", _directory.Write("candidate.json", candidate), "--connection", Database, .. options]);
}
