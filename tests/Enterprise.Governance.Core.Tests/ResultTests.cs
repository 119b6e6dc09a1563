using System.Text;
using Enterprise.Governance.CostMetering;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Arguments and results at the edges of what the chain takes.</summary>
public sealed class ResultTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly HookedStores _hooks = new();

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"policy_id":"ask","effect":{"require_approval":true}}]""")]
    public async Task Invoke_ArgumentsTooLargeForAnEvent_AreDeniedBeforeAnyHold(string policies)
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, policies);
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<Sent> outcome = await run.InvokeAsync(Call($$"""{"text":"{{new string('x', 1024 * 1024)}}"}"""), Never, TestJson.Default.Sent);

        (outcome.Status, outcome.Code).Should().Be((ActionStatus.Denied, "args_not_canonical"));
        (await run.GetUsageAsync()).Should().Be(RunUsage.None);
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "policy.decided");
    }

    [Fact]
    public async Task Invoke_ArgumentsRefusedAfterTheRunEnded_AppendNothing()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();
        await run.CompleteAsync();

        (await run.InvokeAsync(Call("[1]"), Never, TestJson.Default.Sent)).Code.Should().Be("run_ended");
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "run.completed");
    }

    [Fact]
    public async Task Invoke_ResultThatCannotBeWritten_IsCompletedAndNeverExecutedAgain()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<double> outcome = await run.InvokeAsync(Call("{}"), static _ => ValueTask.FromResult(double.NaN), TestJson.Default.Double);
        ActionOutcome<double> replay = await run.InvokeAsync(Call("{}"), static _ => throw new InvalidOperationException(), TestJson.Default.Double);

        outcome.Status.Should().Be(ActionStatus.Completed);
        outcome.Value.Should().Be(double.NaN);
        (replay.Status, replay.IsReplay, replay.Value).Should().Be((ActionStatus.Completed, true, 0d));
        (await host.DataAsync(run.RunId, 4)).Should().Contain("\"refused\":\"not_serializable\"");
        (await run.GetUsageAsync()).HeldToolCalls.Should().Be(0);
        await host.ShouldVerifyAsync(run.RunId);
    }

    [Fact]
    public async Task Invoke_SlowOwnerFinishesBeforeTheDoubtIsStored_IsReplayed()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, register: _hooks.Register);
        await using GovernedRun run = await host.StartRunAsync();
        TaskCompletionSource started = new(), finish = new();
        await using TestHost slow = await TestHost.StartAsync(File, new FakeTimeProvider(_time.GetUtcNow()));
        await using GovernedRun owner = (await slow.Governance.GetRunAsync(run.RunId))!;
        Task<ActionOutcome<Sent>> first = owner.InvokeAsync(Call("{}"), async _ => { started.SetResult(); await finish.Task; return new Sent("m", 1); }, TestJson.Default.Sent).AsTask();
        await started.Task;
        _time.Advance(TimeSpan.FromMinutes(2));
        _hooks.Once("doubt", async () =>
        {
            finish.SetResult();
            await first;
        });

        ActionOutcome<Sent> second = await run.InvokeAsync(Call("{}"), Never, TestJson.Default.Sent);

        (second.Status, second.IsReplay).Should().Be((ActionStatus.Completed, true));
        (await host.EventsAsync(run.RunId)).Should().NotContain("action.in_doubt");
    }

    private static ActionCall Call(string args) => new("a", "tool", Encoding.UTF8.GetBytes(args), "k");

    private static ValueTask<Sent> Never(ActionContext context) => throw new InvalidOperationException("must not be executed");
}
