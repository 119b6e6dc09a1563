using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>What an operator sees of governed calls: numbers and names, and nothing of whose they are or what they say.</summary>
public sealed class MetricsTests : IDisposable
{
    private const string Policies = """
        [
          { "policy_id": "ask", "when": { "action": "send_email" }, "effect": { "require_approval": true } },
          { "policy_id": "never", "when": { "action": "delete:*" }, "effect": { "deny": true } }
        ]
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly MetricRecorder _metrics = new();

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Calls_AreCountedByHowTheyEnd()
    {
        await using TestHost host = await StartAsync(new CostLimits { MaxToolCalls = 1 });
        await using GovernedRun run = await host.StartRunAsync();
        await run.InvokeAsync(Call("read"), static _ => new ValueTask<Sent>(new Sent("m", 1)), TestJson.Default.Sent);
        await run.InvokeAsync(Call("read"), static _ => new ValueTask<Sent>(new Sent("m", 1)), TestJson.Default.Sent);
        await run.InvokeAsync(Call("delete:all"), Never, TestJson.Default.Sent);
        await run.InvokeAsync(Call("send_email"), Never, TestJson.Default.Sent);
        await run.InvokeLlmAsync(new LlmCall("gemini-2.5-flash"), context => { context.ReportUsage(new LlmUsage { Prompt = 3, Output = 4 }); return new ValueTask<int>(1); });
        await run.CompleteAsync();
        await host.Ledger.VerifyAsync(run.RunId);

        _metrics.Lines.Should().Contain(
        [
            "governance.runs 1",
            "governance.calls 1 governance.status=completed",
            "governance.calls 1 governance.status=budget_exceeded",
            "governance.calls 1 governance.status=denied",
            "governance.calls 1 governance.status=awaiting_approval",
            "governance.approvals 1",
            "governance.ledger.verified_runs 1 governance.ledger.status=intact",
            "gen_ai.client.token.usage 4 gen_ai.token.type=output gen_ai.request.model=gemini-2.5-flash",
        ]);
        _metrics.Lines.Count(static line => line.StartsWith("governance.calls 1 governance.status=completed", StringComparison.Ordinal)).Should().Be(2, "one action and one LLM call");
    }

    [Fact]
    public async Task Telemetry_NamesNobodyAndQuotesNothing()
    {
        List<string> activities = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name.StartsWith("Enterprise.Governance", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (activities)
                    activities.Add($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(static e => e.Tags))}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using TestHost host = await StartAsync(CostLimits.Unlimited);
        await using GovernedRun run = await host.StartRunAsync(new RunOptions { Title = "secret-title" });
        await run.InvokeAsync(Call("read"), static _ => throw new InvalidOperationException("secret-message"), TestJson.Default.Sent);
        await run.InvokeAsync(Call("delete:all"), Never, TestJson.Default.Sent);

        activities.Should().Contain(static line => line.StartsWith(CoreDiagnostics.InvokeActivity, StringComparison.Ordinal));
        foreach (string line in _metrics.Lines.Concat(activities))
            line.Should().NotContainAny("acme", "sales", "ann", run.RunId, "secret");
    }

    private Task<TestHost> StartAsync(CostLimits costs) => TestHost.StartAsync(
        Path.Combine(_directory, "test.db"), _time, Policies, costs: costs, register: services => services.AddSingleton<IMeterFactory>(_metrics));

    private static ActionCall Call(string action) => new(action, "tool", Encoding.UTF8.GetBytes("""{"to":"secret-argument"}"""), null);

    private static ValueTask<Sent> Never(ActionContext context) => throw new InvalidOperationException("must not be executed");
}
