using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

public sealed class ApprovalTests : IDisposable
{
    private const string ApproveMail = """[{"policy_id":"mail","when":{"action":"send_email"},"effect":{"require_approval":true}}]""";

    private static readonly ApproverIdentity Boss = new("acme", "bob");

    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly HookedStores _hooks = new();

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Invoke_KeyThatAwaitsApprovalWithOtherArguments_IsReused()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, ApproveMail);
        await using GovernedRun run = await host.StartRunAsync();
        string approvalId = (await run.InvokeAsync(Mail("""{"to":"a"}""", "k"), Never, TestJson.Default.Sent)).ApprovalId!;

        await FluentActions.Awaiting(() => run.InvokeAsync(Mail("""{"to":"b"}""", "k"), Never, TestJson.Default.Sent).AsTask()).Should().ThrowAsync<IdempotencyKeyReusedException>();

        await host.Approvals.DecideAsync(approvalId, ApprovalDecision.Approved, Boss);
        await FluentActions.Awaiting(() => run.InvokeAsync(Mail("""{"to":"b"}""", "k"), Never, TestJson.Default.Sent).AsTask()).Should().ThrowAsync<IdempotencyKeyReusedException>();
        (await run.InvokeAsync(Mail("""{"to":"a"}""", "k"), Send, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.Completed, "the other arguments took nothing from the grant");
    }

    [Fact]
    public async Task Invoke_RunEndsBeforeTheApprovalIsStored_StaysEnded()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, ApproveMail, register: _hooks.Register);
        await using GovernedRun run = await host.StartRunAsync();
        _hooks.Once("request", async () => await run.CancelAsync("enough"));

        ActionOutcome<Sent> outcome = await run.InvokeAsync(Mail("{}", "k"), Never, TestJson.Default.Sent);

        (outcome.Status, outcome.Code).Should().Be((ActionStatus.Denied, "run_ended"));
        (await host.Governance.GetRunAsync(run.RunId))!.Record.State.Should().Be(RunState.Cancelled);
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "run.cancelled");
    }

    [Fact]
    public async Task Run_WithTwoPendingApprovals_WaitsForBoth()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, ApproveMail);
        await using GovernedRun run = await host.StartRunAsync();
        string first = (await run.InvokeAsync(Mail("""{"n":1}"""), Never, TestJson.Default.Sent)).ApprovalId!;
        string second = (await run.InvokeAsync(Mail("""{"n":2}"""), Never, TestJson.Default.Sent)).ApprovalId!;

        await host.Approvals.DecideAsync(first, ApprovalDecision.Approved, Boss);
        (await host.Governance.GetRunAsync(run.RunId))!.Record.State.Should().Be(RunState.WaitingApproval);
        (await run.InvokeAsync(Mail("""{"n":1}"""), Send, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.Completed);
        (await host.Governance.GetRunAsync(run.RunId))!.Record.State.Should().Be(RunState.WaitingApproval);
        await host.Approvals.DecideAsync(second, ApprovalDecision.Denied, Boss);
        (await host.Governance.GetRunAsync(run.RunId))!.Record.State.Should().Be(RunState.Running);
    }

    [Theory]
    [InlineData("k")]
    [InlineData(null)]
    public async Task Invoke_OneGrantFromManyCallersOfTwoProcesses_ExecutesOnce(string? key)
    {
        await using TestHost one = await TestHost.StartAsync(File, _time, ApproveMail);
        await using TestHost two = await TestHost.StartAsync(File, _time, ApproveMail);
        await using GovernedRun run = await one.StartRunAsync();
        await using GovernedRun there = (await two.Governance.GetRunAsync(run.RunId))!;
        string approvalId = (await run.InvokeAsync(Mail("{}", key), Never, TestJson.Default.Sent)).ApprovalId!;
        await one.Approvals.DecideAsync(approvalId, ApprovalDecision.Approved, Boss);
        int executed = 0;

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () => await (i % 2 == 0 ? run : there).InvokeAsync(
            Mail("{}", key), _ => ValueTask.FromResult(new Sent("m", Interlocked.Increment(ref executed))), TestJson.Default.Sent))));

        executed.Should().Be(1, "a grant is good for one execution");
        await one.ShouldVerifyAsync(run.RunId);
    }

    private static ActionCall Mail(string args, string? key = null) => new("send_email", "tool", Encoding.UTF8.GetBytes(args), key);

    private static ValueTask<Sent> Send(ActionContext context) => ValueTask.FromResult(new Sent("m", 1));

    private static ValueTask<Sent> Never(ActionContext context) => throw new InvalidOperationException("must not be executed");
}
