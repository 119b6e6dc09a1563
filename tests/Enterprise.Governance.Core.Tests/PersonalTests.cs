using System.Text;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Arguments and results captured as personal: beside the chain, never in it.</summary>
public sealed class PersonalTests : IDisposable
{
    private const string ApproveMail = """[{"policy_id":"mail","when":{"action":"send_email"},"effect":{"require_approval":true}}]""";

    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly LogRecorder _log = new();

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Invoke_Personal_NeitherEventNorLogHasArgumentsOrResult()
    {
        await using TestHost host = await TestHost.StartAsync(
            File, _time, ApproveMail, configure: static o => o.ArgumentCapture = ArgumentCapture.Personal, register: services => services.AddLogging(l => l.AddProvider(_log).SetMinimumLevel(LogLevel.Trace)));
        await using GovernedRun run = await host.StartRunAsync();
        string approval = (await run.InvokeAsync(Mail("k"), Never, TestJson.Default.Sent)).ApprovalId!;
        await host.Approvals.DecideAsync(approval, ApprovalDecision.Approved, new ApproverIdentity("acme", "bob"));

        (await run.InvokeAsync(Mail("k"), Send, TestJson.Default.Sent)).Status.Should().Be(ActionStatus.Completed);
        await run.CompleteAsync();
        RunErasure erasure = await host.Governance.EraseRunAsync("acme", run.RunId);

        erasure.Should().Be(new RunErasure(RunErasureStatus.Erased, 3, 1, 1));
        List<StoredEvent> rows = await RowsAsync(host, run.RunId);
        rows.Select(static r => r.Type).Should().Contain("approval.requested").And.Contain("action.started").And.Contain("action.completed");
        rows.Select(static r => Encoding.UTF8.GetString(r.Canonical.Span)).Should().NotContain(static text => text.Contains("SECRET", StringComparison.Ordinal));
        _log.Lines.Should().Contain("Information: A run was erased: 3 personal values, the arguments of 1 approvals, 1 stored results. ")
            .And.NotContain(static line => line.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invoke_Personal_VerifiesBeforeAndAfterErasureAndListsThePlaces()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, ApproveMail);
        await using GovernedRun run = await host.StartRunAsync();
        string approval = (await run.InvokeAsync(Mail("k") with { Capture = ArgumentCapture.Personal }, Never, TestJson.Default.Sent)).ApprovalId!;
        await host.Approvals.DecideAsync(approval, ApprovalDecision.Approved, new ApproverIdentity("acme", "bob"));
        await run.InvokeAsync(Mail("k") with { Capture = ArgumentCapture.Personal }, Send, TestJson.Default.Sent);
        await run.InvokeAsync(new ActionCall("other", null, """{"kept":1}"""u8.ToArray()), Send, TestJson.Default.Sent);
        await run.CancelAsync("enough");

        VerifyReport before = (await host.Ledger.VerifyAsync(run.RunId, new VerifyOptions { Strict = true }))!;
        List<StoredEvent> rows = await RowsAsync(host, run.RunId);
        await host.Governance.EraseRunAsync("acme", run.RunId);
        VerifyReport after = (await host.Ledger.VerifyAsync(run.RunId, new VerifyOptions { Strict = true }))!;

        (before.Status, before.RedactedCount).Should().Be((VerifyStatus.Intact, 0));
        Data(rows, "approval.requested").Should().Contain("\"args\":{\"to\":\"SECRET-ARG\"}");
        Data(rows, "action.started").Should().Contain("\"args\":{\"to\":\"SECRET-ARG\"}");
        Data(rows, "action.completed").Should().Contain("SECRET-RESULT");
        after.Status.Should().Be(VerifyStatus.Intact);
        after.Redacted.Should().Equal(new RedactedValue(3, "/args"), new RedactedValue(6, "/args"), new RedactedValue(7, "/result"));
        (await host.DataAsync(run.RunId, 9)).Should().Contain("\"args\":{\"kept\":1}", "another call captures its arguments as they are");
    }

    [Fact]
    public async Task Approval_AskedForPersonally_IsResumedByAFreshEngine()
    {
        string runId, approval;
        await using (TestHost first = await TestHost.StartAsync(File, _time, ApproveMail))
        {
            await using GovernedRun run = await first.StartRunAsync();
            runId = run.RunId;
            approval = (await run.InvokeAsync(Mail() with { Capture = ArgumentCapture.Personal }, Never, TestJson.Default.Sent)).ApprovalId!;
        }

        await using TestHost fresh = await TestHost.StartAsync(File, _time, ApproveMail);
        Encoding.UTF8.GetString((await fresh.Approvals.GetAsync("acme", approval))!.Args.Span).Should().Be("""{"to":"SECRET-ARG"}""", "who approves sees what is asked for");
        await fresh.Approvals.DecideAsync(approval, ApprovalDecision.Approved, new ApproverIdentity("acme", "bob"));
        await using GovernedRun resumed = (await fresh.Governance.GetRunAsync(runId))!;

        ActionOutcome<Sent> outcome = await resumed.InvokeAsync(Mail() with { Capture = ArgumentCapture.Personal }, Send, TestJson.Default.Sent);

        (outcome.Status, outcome.ApprovalId).Should().Be((ActionStatus.Completed, approval));
        await fresh.ShouldVerifyAsync(runId);
    }

    [Fact]
    public async Task Invoke_PersonalResultThatTheLedgerRefuses_HidesItsDigestToo()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, configure: static o => o.ArgumentCapture = ArgumentCapture.Personal);
        await using GovernedRun run = await host.StartRunAsync();

        await run.InvokeAsync(Mail("k"), static _ => ValueTask.FromResult(new string('x', 2_000_000)), TestJson.Default.String);

        StoredEvent completed = (await RowsAsync(host, run.RunId))[3];
        Encoding.UTF8.GetString(completed.GetData().Span).Should().MatchRegex("""\"result\":\{\"\$commit\":\"[0-9a-f]{64}\"\}""").And.NotContain("digest", "whoever guesses the result could tell by an unsalted digest");
        Encoding.UTF8.GetString(completed.PersonalValues.Single().Value.Span).Should().Contain("\"refused\":\"event_too_large\"");
        await host.ShouldVerifyAsync(run.RunId);
    }

    [Fact]
    public async Task Invoke_PersonalEventThatTellsOfSilentRefusals_StaysPersonal()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, "[]", new TenantRateLimits { UserRpm = 1 }, configure: static o => o.ArgumentCapture = ArgumentCapture.Personal);
        await using GovernedRun run = await host.StartRunAsync();
        for (int i = 0; i < 4; i++)
            await run.InvokeAsync(Mail($"k{i}"), Send, TestJson.Default.Sent);
        _time.Advance(TimeSpan.FromMinutes(1));
        await run.InvokeAsync(Mail("later"), async context =>
        {
            // Refused silently while this one is carried out: its action.completed is the next event.
            await run.InvokeAsync(Mail("a"), Never, TestJson.Default.Sent);
            await run.InvokeAsync(Mail("b"), Never, TestJson.Default.Sent);
            return await Send(context);
        }, TestJson.Default.Sent);

        StoredEvent told = (await RowsAsync(host, run.RunId)).Last(static r => r.Type == "action.completed");

        Encoding.UTF8.GetString(told.GetData().Span).Should().Contain("\"suppressed\":1").And.NotContain("SECRET");
        told.PersonalValues.Select(static v => v.Path).Should().Equal("/result");
    }

    [Theory]
    [InlineData("""{"to":"SECRET-ARG","to":1}""")]
    [InlineData("""{"to":["SECRET-ARG",12345678901234567890]}""")]
    [InlineData("""{"to":"SECRET-ARG\ud800"}""")]
    [InlineData("""["SECRET-ARG"]""")]
    public async Task Invoke_PersonalArgumentsThatTheLedgerRefuses_AreQuotedNowhere(string args)
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, configure: static o => o.ArgumentCapture = ArgumentCapture.Personal);
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<Sent> outcome = await run.InvokeAsync(new ActionCall("send_email", "tool", Encoding.UTF8.GetBytes(args), "k"), Never, TestJson.Default.Sent);

        (outcome.Code, outcome.Reason!.Contains("SECRET", StringComparison.Ordinal), outcome.Reason.Contains("12345678901234567890", StringComparison.Ordinal)).Should().Be(("args_not_canonical", false, false));
        (await host.DataAsync(run.RunId, 2)).Should().NotContain("SECRET").And.NotContain("12345678901234567890");
    }

    private static ActionCall Mail(string? key = null) => new("send_email", "tool", """{"to":"SECRET-ARG"}"""u8.ToArray(), key);

    private static ValueTask<Sent> Send(ActionContext context) => ValueTask.FromResult(new Sent("SECRET-RESULT", 1));

    private static ValueTask<Sent> Never(ActionContext context) => throw new InvalidOperationException("must not be executed");

    private static string Data(List<StoredEvent> rows, string type) => Encoding.UTF8.GetString(rows.First(r => r.Type == type).RevealData().Span);

    private static async Task<List<StoredEvent>> RowsAsync(TestHost host, string runId)
    {
        List<StoredEvent> rows = [];
        await foreach (StoredEvent row in host.Ledger.ReadAsync(runId))
            rows.Add(row);
        return rows;
    }
}
