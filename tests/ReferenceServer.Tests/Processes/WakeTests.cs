using Enterprise.Governance;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferenceServer.Data;
using ReferenceServer.Runs;

namespace ReferenceServer.Tests.Processes;

/// <summary>A decision brings a parked run back at once, in whatever process it is taken.</summary>
public sealed class WakeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    // Without the decision's word the run would be looked at again after 30 seconds.
    private static readonly TimeSpan WellBeforeTheNextLook = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Decision_ResumesTheRunInAWorkerWithoutWaitingForItsNextLook(bool throughGovernance)
    {
        IServiceProvider desk = await fixture.StartAsync();
        RunRequest request = ServerFixture.Request("email bob@corp.example: Hello | there");
        await using ServerProcess worker = ServerProcess.Start(fixture, ["worker"]);
        await worker.Started.WaitAsync(TimeSpan.FromSeconds(30));
        await desk.GetRequiredService<RunRequests>().SubmitAsync(request, default);

        // Parked: the worker has put its next look far off.
        await WaitAsync("SELECT true FROM governance.runs r JOIN reference.outbox o USING (run_id) WHERE r.run_id = $1 AND r.state = 'waiting_approval' AND o.not_before > clock_timestamp() + interval '20 seconds'", request.RunId, TimeSpan.FromSeconds(30));
        IApprovals approvals = throughGovernance ? desk.GetRequiredService<IGovernance>().Approvals : desk.GetRequiredService<IApprovals>();
        ApprovalRecord asked = (await approvals.ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Pending })).Single(approval => approval.RunId == request.RunId);

        (await approvals.DecideAsync(asked.ApprovalId, ApprovalDecision.Approved, new ApproverIdentity("acme", "bob"))).Status.Should().Be(ApprovalDecisionStatus.Decided);

        await WaitAsync("SELECT state = 'completed' FROM governance.runs WHERE run_id = $1", request.RunId, WellBeforeTheNextLook);
    }

    [Fact]
    public async Task Decision_StandsWhenNobodyCanBeTold()
    {
        IServiceProvider desk = await fixture.StartAsync();
        string run = await ServerFixture.SubmitAsync(desk, ServerFixture.Request("email bob@corp.example: Hello | there"));
        await ServerFixture.LookAsync(desk, run);
        IApprovals approvals = desk.GetRequiredService<IApprovals>();
        ApprovalRecord asked = (await approvals.ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Pending })).Single(approval => approval.RunId == run);
        await ExecuteAsync("ALTER TABLE reference.outbox RENAME TO outbox_gone");
        try
        {
            (await approvals.DecideAsync(asked.ApprovalId, ApprovalDecision.Approved, new ApproverIdentity("acme", "bob"))).Status.Should().Be(ApprovalDecisionStatus.Decided);
        }
        finally
        {
            await ExecuteAsync("ALTER TABLE reference.outbox_gone RENAME TO outbox");
        }

        (await ServerFixture.LookAsync(desk, run)).Should().Be(Workers.RunLook.Finished, "the look that comes by itself finds the decision");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = fixture.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task WaitAsync(string sql, string runId, TimeSpan atMost)
    {
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        for (long from = TimeProvider.System.GetTimestamp(); ; await pace.WaitForNextTickAsync())
        {
            await using NpgsqlCommand command = fixture.Owner.CreateCommand(sql);
            if (await command.AddText(runId).ExecuteScalarAsync() is true)
                return;
            TimeProvider.System.GetElapsedTime(from).Should().BeLessThan(atMost, "{0}", sql);
        }
    }
}
