using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres.Tests.Processes;

/// <summary>An approval that outlives the process that asked for it.</summary>
public sealed class ApprovalProcessTests : IAsyncLifetime
{
    private WorkerDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await WorkerDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task AskedInAProcessThatIsKilled_DecidedInASecond_RunsOnceInAThird()
    {
        string runId = (await _database.Governance.StartRunAsync(PipelineWorker.WorkerHost.Scope)).RunId, approval;
        await using (WorkerProcess first = (await _database.StartCallersAsync(1))[0])
        {
            await first.WriteAsync($"{runId} pay invoice-7");
            string[] parked = (await first.ReadAsync())!.Split(' ');
            parked[..4].Should().Equal("outcome", runId, "invoice-7", "AwaitingApproval");
            approval = parked[4];
            first.Kill();
            (await first.ReadToEndAsync()).Should().BeEmpty();
        }

        (await _database.Governance.GetRunAsync(runId))!.Record.State.Should().Be(RunState.WaitingApproval);
        await using (WorkerProcess second = _database.Start("decide", runId))
            (await second.ReadToEndAsync()).Should().Equal($"decided {approval} Decided");
        _database.Effects.Should().BeEmpty("deciding carries nothing out");

        await using WorkerProcess third = (await _database.StartCallersAsync(1))[0];
        await third.WriteAsync($"{runId} pay invoice-7");
        string completed = (await third.ReadAsync())!;
        completed.Should().StartWith($"outcome {runId} invoice-7 Completed ");
        await third.WriteAsync($"{runId} pay invoice-7");
        (await third.ReadAsync()).Should().Be(completed, "a repeat is answered with what was stored");

        _database.Effects.Should().Equal($"{runId} invoice-7");
        (await _database.EventsAsync(runId)).Select(static e => e.Type).Should().Equal(
            "run.started", "policy.decided", "approval.requested", "approval.decided", "policy.decided", "action.started", "action.completed");
        await _database.VerifyAsync(runId);
    }
}
