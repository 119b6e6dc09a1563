using System.Text;
using Enterprise.Governance.CostMetering;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Claims against budgets, dead attempts and each other.</summary>
public sealed class ClaimTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly HookedStores _hooks = new();

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Invoke_TheSameCallHoldsTheLastOfTheBudget_IsInProgressAndTellsNothing()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, costs: new CostLimits { MaxToolCalls = 1 }, register: _hooks.Register);
        await using GovernedRun run = await host.StartRunAsync();
        TaskCompletionSource started = new(), finish = new();
        Task<ActionOutcome<Sent>>? faster = null;
        _hooks.Once("start", async () =>
        {
            faster = run.InvokeAsync(Call("k"), async _ => { started.SetResult(); await finish.Task; return new Sent("m", 1); }, TestJson.Default.Sent).AsTask();
            await started.Task;
        });

        ActionOutcome<Sent> slower = await run.InvokeAsync(Call("k"), Never, TestJson.Default.Sent);
        finish.SetResult();

        slower.Status.Should().Be(ActionStatus.InProgress);
        (await faster!).Status.Should().Be(ActionStatus.Completed);
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "policy.decided", "action.started", "action.completed");
    }

    [Fact]
    public async Task Invoke_TakingOverFindsNoBudget_LeavesTheDeadAttemptAsItWas()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, costs: new CostLimits { MaxCostUnits = 10 });
        await using GovernedRun run = await host.StartRunAsync();
        using CancellationTokenSource cancel = new();
        await run.InvokeAsync<Sent>(
            Call("k") with { CostUnits = 6 }, async _ => { await cancel.CancelAsync(); throw new OperationCanceledException(cancel.Token); }, TestJson.Default.Sent, cancel.Token);

        ActionOutcome<Sent> again = await run.InvokeAsync(Call("k") with { CostUnits = 11, IsIdempotent = true }, Never, TestJson.Default.Sent);

        again.Status.Should().Be(ActionStatus.BudgetExceeded);
        (await run.GetUsageAsync()).HeldCostUnits.Should().Be(6, "of a refused start nothing stays but the events");
        (await run.InvokeAsync(Call("k"), Never, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.InDoubt);
    }

    [Fact]
    public async Task Invoke_TwoDenialsOfOneKeyAtOnce_AreToldOnce()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, DenyAll, register: _hooks.Register);
        await using GovernedRun run = await host.StartRunAsync();
        ActionOutcome<Sent>? faster = null;
        _hooks.Once("refuse", async () => faster = await run.InvokeAsync(Call("k"), Never, TestJson.Default.Sent));

        ActionOutcome<Sent> slower = await run.InvokeAsync(Call("k"), Never, TestJson.Default.Sent);

        (faster!.Status, faster.IsReplay).Should().Be((ActionStatus.Denied, false));
        slower.Should().BeEquivalentTo(faster with { IsReplay = true });
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "policy.decided");
    }

    [Fact]
    public async Task Invoke_TakingOverIsDenied_LeavesTheDeadAttemptInDoubt()
    {
        await using TestHost lenient = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await lenient.StartRunAsync();
        using CancellationTokenSource cancel = new();
        await run.InvokeAsync<Sent>(Call("k"), async _ => { await cancel.CancelAsync(); throw new OperationCanceledException(cancel.Token); }, TestJson.Default.Sent, cancel.Token);

        await using TestHost strict = await TestHost.StartAsync(File, _time, DenyAll);
        GovernedRun resumed = (await strict.Governance.GetRunAsync(run.RunId))!;
        ActionOutcome<Sent> denied = await resumed.InvokeAsync(Call("k") with { IsIdempotent = true }, Never, TestJson.Default.Sent);

        (denied.Status, denied.IsReplay).Should().Be((ActionStatus.Denied, false));
        (await strict.EventsAsync(run.RunId)).Should().EndWith("policy.decided");
        (await run.InvokeAsync(Call("k"), Never, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.InDoubt, "a denial says nothing of what the attempt did");
    }

    [Fact]
    public async Task Invoke_RunEndsWhileADenialIsStored_SaysThatItHasEnded()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, DenyAll, register: _hooks.Register);
        await using GovernedRun run = await host.StartRunAsync();
        _hooks.Once("refuse", async () => await run.CancelAsync("enough"));

        ActionOutcome<Sent> denied = await run.InvokeAsync(Call("k"), Never, TestJson.Default.Sent);

        (denied.Status, denied.Code).Should().Be((ActionStatus.Denied, "run_ended"));
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "run.cancelled");
        await FluentActions.Awaiting(() => run.PlanAsync([Call("k")]).AsTask()).Should().ThrowAsync<GovernanceException>().Where(static e => e.Code == "run_ended");
    }

    private const string DenyAll = """[{"policy_id":"no","effect":{"deny":true}}]""";

    private static ActionCall Call(string? key) => new("a", "tool", Encoding.UTF8.GetBytes("{}"), key);

    private static ValueTask<Sent> Never(ActionContext context) => throw new InvalidOperationException("must not be executed");
}
