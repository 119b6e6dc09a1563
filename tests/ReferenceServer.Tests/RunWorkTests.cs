using Enterprise.Governance;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferenceServer.Data;
using ReferenceServer.Runs;
using ReferenceServer.Workers;
using static ReferenceServer.Tests.ServerFixture;

namespace ReferenceServer.Tests;

/// <summary>Runs from the submission to their end, with the tools of the sample.</summary>
public sealed class RunWorkTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Mail = "email bob@corp.example: Your booking | We have moved it to Friday.";

    [Fact]
    public async Task Task_OfSeveralSteps_IsCarriedOutAndItsChainIsIntact()
    {
        IServiceProvider worker = await fixture.StartAsync();
        string run = await SubmitAsync(worker, Request("# two steps\ncontact c-1: status = active, phone = 555\n\nhandbook: baggage"));
        (await StateAsync(worker, run)).Should().Be(RunState.Submitted);

        (await LookAsync(worker, run)).Should().Be(RunLook.Finished);

        (await StateAsync(worker, run)).Should().Be(RunState.Completed);
        (await EventsAsync(worker, run)).Should().Equal(
            "run.started", "policy.decided", "policy.decided", "policy.decided", "action.started", "action.completed", "policy.decided", "action.started", "action.completed", "run.completed");
        (await ContactAsync(worker, "acme", "c-1")).Should().Be("""{"status":"active","phone":"555"}""");
        (await LookAsync(worker, run)).Should().Be(RunLook.Ended, "a job that comes twice finds nothing to do");
    }

    [Fact]
    public async Task Approval_ParksTheRun_AndItsDecisionLetsAnotherWorkerGoOn()
    {
        IServiceProvider worker = await fixture.StartAsync(), other = await fixture.StartAsync();
        int before = fixture.Mail.Length;
        string run = await SubmitAsync(worker, Request($"contact c-2: status = warned\n{Mail}"));
        (await LookAsync(worker, run)).Should().Be(RunLook.Parked);
        (await StateAsync(worker, run)).Should().Be(RunState.WaitingApproval);
        (await LookAsync(other, run)).Should().Be(RunLook.Parked, "nothing has been decided");
        fixture.Mail.Should().HaveCount(before);

        IApprovals desk = other.GetRequiredService<IGovernance>().Approvals;
        ApprovalRecord asked = (await desk.ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Pending })).Single(approval => approval.RunId == run);
        await desk.DecideAsync(asked.ApprovalId, ApprovalDecision.Approved, new ApproverIdentity("acme", "bob"));

        (await LookAsync(other, run)).Should().Be(RunLook.Finished);
        (await StateAsync(other, run)).Should().Be(RunState.Completed);
        string mail = fixture.Mail.Should().HaveCount(before + 1).And.Subject.Last();
        (await File.ReadAllTextAsync(mail)).Should().Contain("To: bob@corp.example\n").And.Contain("Subject: Your booking\n").And.Contain(Convert.ToBase64String("We have moved it to Friday."u8));
        (await EventsAsync(other, run)).Should().ContainSingle(static type => type == "approval.requested").And.EndWith("run.completed");
    }

    [Theory]
    [InlineData("acme", "sing a song", "line 1 is no step; write one step a line: `email ADDRESS: SUBJECT | TEXT`, `contact ID: FIELD = VALUE, …`, `get URL` or `handbook: WORDS`")]
    [InlineData("acme", "get https://elsewhere.example/", "step 1, `http:get`: the argument `url` is not at a host that `Server:HttpHosts` allows")]
    [InlineData("globex", Mail, "step 1, `send_email`: mail leaves the company only through the press office")]
    public async Task Task_ThatCannotBeDone_FailsTheRunAndSaysWhy(string tenant, string message, string reason)
    {
        IServiceProvider worker = await fixture.StartAsync();
        string run = await SubmitAsync(worker, Request(message, tenant));

        (await LookAsync(worker, run)).Should().Be(RunLook.Finished);

        (await StateAsync(worker, run)).Should().Be(RunState.Failed);
        string last = "";
        await foreach (Enterprise.Governance.Ledger.StoredEvent row in worker.GetRequiredService<Enterprise.Governance.Ledger.ILedger>().ReadAsync(run))
            last = System.Text.Encoding.UTF8.GetString(row.GetData().Span);
        System.Text.Json.JsonDocument.Parse(last).RootElement.GetProperty("reason").GetString().Should().Be(reason);
    }

    [Fact]
    public async Task Worker_ThatIsToldToStop_HandsTheRunBackBetweenSteps()
    {
        IServiceProvider worker = await fixture.StartAsync();
        string run = await SubmitAsync(worker, Request("contact c-3: a = 1"));
        using CancellationTokenSource stopping = new();

        // Told while it plans: the lookups before take the token too.
        RunWork work = worker.GetRequiredService<RunWork>();
        Task<RunLook> look = work.LookAsync(run, stopping.Token);
        await stopping.CancelAsync();
        RunLook? outcome = null;
        try
        {
            outcome = await look;
        }
        catch (OperationCanceledException)
        {
            // Before it had begun: the queue gives the job to the next worker.
        }

        (outcome is null or RunLook.HandedBack or RunLook.Finished).Should().BeTrue();
        (await LookAsync(worker, run)).Should().BeOneOf(RunLook.Finished, RunLook.Ended);
        (await EventsAsync(worker, run)).Count(static type => type == "action.started").Should().Be(1);
    }

    [Fact]
    public async Task Slots_OfATenant_AreSharedByAllWorkersAndFreedAgain()
    {
        IServiceProvider one = await fixture.StartAsync(("Server:RunsPerTenant", "1")), two = await fixture.StartAsync(("Server:RunsPerTenant", "1"));
        string run = await SubmitAsync(one, Request("contact c-4: a = 1"));
        await using (TenantSlot? slot = await two.GetRequiredService<TenantSlots>().TryTakeAsync("acme", default))
        {
            slot.Should().NotBeNull();
            (await LookAsync(one, run)).Should().Be(RunLook.Busy);
        }

        (await LookAsync(one, run)).Should().Be(RunLook.Finished);
    }

    [Fact]
    public async Task Workers_ManyAtOnce_CarryARunOutOnce()
    {
        IServiceProvider[] workers = [await fixture.StartAsync(), await fixture.StartAsync(), await fixture.StartAsync()];
        string run = await SubmitAsync(workers[0], Request("contact c-5: a = 1\ncontact c-6: a = 1\nhandbook: refunds"));

        RunLook[] looks = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => Task.Run(() => LookAsync(workers[i % 3], run))));

        looks.Should().ContainSingle(static look => look == RunLook.Finished);
        looks.Should().OnlyContain(static look => look == RunLook.Finished || look == RunLook.Busy || look == RunLook.Ended);
        (await EventsAsync(workers[0], run)).Count(static type => type == "action.completed").Should().Be(3);
    }

    private static async Task<RunState> StateAsync(IServiceProvider services, string run) => (await services.GetRequiredService<IGovernance>().GetRunAsync(run))!.Record.State;

    private static async Task<string?> ContactAsync(IServiceProvider services, string tenant, string contact)
    {
        await using NpgsqlCommand command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT fields FROM reference.contacts WHERE tenant_id = $1 AND contact_id = $2");
        return (string?)await command.AddText(tenant).AddText(contact).ExecuteScalarAsync();
    }
}
