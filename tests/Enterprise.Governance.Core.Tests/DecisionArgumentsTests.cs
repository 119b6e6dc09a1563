using System.Text;
using System.Text.Json;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Every decision can be made again: its arguments stand in it, or in the event after it.</summary>
public sealed class DecisionArgumentsTests : IDisposable
{
    private const string NoPayments = """[{"policy_id":"no","when":{"action":"pay"},"effect":{"deny":true}}]""";

    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;

    private string File => Path.Combine(_directory, "governance.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(ArgumentCapture.Value, "\"args\":\\{\"amount\":7\\}")]
    [InlineData(ArgumentCapture.Digest, "\"args_digest\":\"[0-9a-f]{64}\"")]
    [InlineData(ArgumentCapture.Personal, "\"args\":\\{\"\\$commit\":\"[^\"]+\"\\}")]
    public async Task Denial_HasTheArguments_AsTheyAreCaptured(ArgumentCapture capture, string pattern)
    {
        await using TestHost host = await TestHost.StartAsync(File, new FakeTimeProvider(), NoPayments);
        await using GovernedRun run = await host.StartRunAsync();

        await InvokeAsync(run, new ActionCall("pay", args: """{"amount":7}"""u8.ToArray()) { Capture = capture });

        (await host.DataAsync(run.RunId, 2)).Should().MatchRegex(pattern);
    }

    [Fact]
    public async Task Plan_AndRefusalOfABudget_HaveTheArguments()
    {
        await using TestHost host = await TestHost.StartAsync(File, new FakeTimeProvider(), costs: new CostLimits { MaxCostUnits = 1 });
        await using GovernedRun run = await host.StartRunAsync();
        ActionCall call = new ActionCall("pay", args: """{"amount":7}"""u8.ToArray()) with { CostUnits = 2 };

        await run.PlanAsync([call]);
        await InvokeAsync(run, call);

        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "policy.decided", "policy.decided", "budget.exceeded");
        (await host.DataAsync(run.RunId, 2)).Should().Contain("""{"action":"pay","args":{"amount":7},"decision":""");
        (await host.DataAsync(run.RunId, 3)).Should().NotContain("args", "the event after it has them");
        (await host.DataAsync(run.RunId, 4)).Should().Contain("""{"action":"pay","args":{"amount":7},"budget":"cost_units",""");
    }

    [Fact]
    public async Task Denial_OfArgumentsTooLargeForAnEvent_IsRecordedWithoutThem()
    {
        await using TestHost host = await TestHost.StartAsync(File, new FakeTimeProvider(), NoPayments);
        await using GovernedRun run = await host.StartRunAsync();

        await InvokeAsync(run, new ActionCall("pay", args: Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 1024 * 1024)}}"}""")));

        using JsonDocument data = JsonDocument.Parse(await host.DataAsync(run.RunId, 2));
        data.RootElement.GetProperty("decision").GetProperty("effect").GetString().Should().Be("deny");
        data.RootElement.TryGetProperty("args", out _).Should().BeFalse();
    }

    private static async Task InvokeAsync(GovernedRun run, ActionCall call) =>
        (await run.InvokeAsync(call, static _ => ValueTask.FromResult(new Sent("m", 1)), TestJson.Default.Sent)).Status.Should().BeOneOf(ActionStatus.Denied, ActionStatus.BudgetExceeded);
}
