using System.Text;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>What calls see of a run that was erased.</summary>
public sealed class ErasureTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(ArgumentCapture.Value)]
    [InlineData(ArgumentCapture.Digest)]
    [InlineData(ArgumentCapture.Personal)]
    public async Task Replay_AfterErasure_IsCompletedWithoutItsValueAndSaysSo(ArgumentCapture capture)
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, configure: o => o.ArgumentCapture = capture);
        await using GovernedRun run = await host.StartRunAsync();
        await run.InvokeAsync(Call("k", 1), Send, TestJson.Default.Sent);
        await run.InvokeAsync(Call("failed", 1), static _ => throw new InvalidOperationException("no"), TestJson.Default.Sent);
        await run.CompleteAsync();
        (await host.Governance.EraseRunAsync("acme", run.RunId)).Status.Should().Be(RunErasureStatus.Erased);
        string[] events = await host.EventsAsync(run.RunId);

        await using TestHost fresh = await TestHost.StartAsync(File, _time, configure: o => o.ArgumentCapture = capture);
        await using GovernedRun there = (await fresh.Governance.GetRunAsync(run.RunId))!;
        foreach (GovernedRun at in new[] { run, there })
        {
            ActionOutcome<Sent> replay = await at.InvokeAsync(Call("k", 1), Never, TestJson.Default.Sent);
            (replay.Status, replay.IsReplay, replay.IsErased, replay.Value, replay.CostUnits).Should().Be((ActionStatus.Completed, true, true, null, 3));
            ActionOutcome<Sent> failed = await at.InvokeAsync(Call("failed", 1), Never, TestJson.Default.Sent);
            (failed.Status, failed.IsReplay, failed.IsErased).Should().Be((ActionStatus.Failed, true, false), "there was no result");
            (await at.InvokeAsync(Call("new", 1), Never, TestJson.Default.Sent)).Code.Should().Be("run_ended");
            (await at.InvokeAsync(Call(null, 1), Never, TestJson.Default.Sent)).Code.Should().Be("run_ended");
        }

        (await there.InvokeAsync(Call("k", 2), Never, TestJson.Default.Sent)).IsErased.Should().BeTrue("without a salt nobody can say that the arguments were others");
        (await host.EventsAsync(run.RunId)).Should().Equal(events, "replays and denials append nothing");
        await host.ShouldVerifyAsync(run.RunId);
    }

    [Fact]
    public async Task Erase_IsForTheTenantsOwnRunsThatHaveEnded()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();
        await run.InvokeAsync(Call("k", 1), Send, TestJson.Default.Sent);

        (await host.Governance.EraseRunAsync("acme", run.RunId)).Status.Should().Be(RunErasureStatus.RunNotEnded);
        await run.CancelAsync("to be erased");
        (await host.Governance.EraseRunAsync("other", run.RunId)).Status.Should().Be(RunErasureStatus.NotFound);
        (await host.Governance.EraseRunAsync("acme", "unknown")).Status.Should().Be(RunErasureStatus.NotFound);
        (await run.InvokeAsync(Call("k", 1), Never, TestJson.Default.Sent)).Value.Should().Be(new Sent("m", 1), "nothing was erased");

        (await host.Governance.EraseRunAsync("acme", run.RunId)).Should().Be(new RunErasure(RunErasureStatus.Erased, 0, 0, 1));
        (await host.Governance.EraseRunAsync("acme", run.RunId)).Should().Be(new RunErasure(RunErasureStatus.Erased));
    }

    [Fact]
    public async Task Erase_WhileACallIsUnderWay_ItsOutcomeLeavesTheCommitmentAlone()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, configure: static o => o.ArgumentCapture = ArgumentCapture.Personal);
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<Sent> outcome = await run.InvokeAsync(Call("k", 1), async context =>
        {
            await run.CancelAsync("to be erased");
            (await host.Governance.EraseRunAsync("acme", run.RunId)).Should().Be(new RunErasure(RunErasureStatus.Erased, 1, 0, 0));
            return await Send(context);
        }, TestJson.Default.Sent);

        (outcome.Status, outcome.Value).Should().Be((ActionStatus.Completed, new Sent("m", 1)), "it took effect, and its caller is told");
        VerifyReport report = (await host.Ledger.VerifyAsync(run.RunId))!;
        (report.Status, report.RedactedCount).Should().Be((VerifyStatus.Intact, 2));
        report.Redacted.Should().Equal(new RedactedValue(3, "/args"), new RedactedValue(5, "/result"));
        (await run.InvokeAsync(Call("k", 1), Never, TestJson.Default.Sent)).IsErased.Should().BeTrue();
        (await host.Governance.EraseRunAsync("acme", run.RunId)).Should().Be(new RunErasure(RunErasureStatus.Erased), "nothing came back");
    }

    [Fact]
    public async Task Append_OfTheHostToAnErasedRun_KeepsNoPersonalValue()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();
        LedgerEvent note = LedgerEvent.Create("host.note", """{"text":"personal"}"""u8.ToArray()).WithPersonal("/text");
        await run.AppendAsync(note);
        await run.CompleteAsync();
        (await host.Governance.EraseRunAsync("acme", run.RunId)).Values.Should().Be(1);

        await run.AppendAsync(note);

        (await host.Ledger.VerifyAsync(run.RunId))!.Redacted.Should().Equal(new RedactedValue(2, "/text"), new RedactedValue(4, "/text"));
    }

    private static ActionCall Call(string? key, int number) => new("work", "tool", Encoding.UTF8.GetBytes($$"""{"n":{{number}}}"""), key) { CostUnits = 3 };

    private static ValueTask<Sent> Send(ActionContext context) => ValueTask.FromResult(new Sent("m", 1));

    private static ValueTask<Sent> Never(ActionContext context) => throw new InvalidOperationException("must not be executed");
}
