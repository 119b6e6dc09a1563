using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.AspNetCore.Tests.Actions;
using Enterprise.Governance.AspNetCore.Tests.Support;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.AspNetCore.Tests.Endpoints;

/// <summary>A run whose events have left for the archive: 410 for what went with them, the same as before for what stays.</summary>
public sealed class ArchivedRunTests : IAsyncLifetime
{
    private const string Auditor = "tenant=acme;sub=eve;roles=governance_auditor", Approver = "tenant=acme;sub=boss;roles=governance_approver", Stranger = "tenant=beta;sub=eve;roles=governance_admin";
    private const string Many = """{"item":"book","count":11}""", One = """{"item":"book","count":1}""";
    private const string Gone = """{"type":"urn:enterprise-governance:problem:run-archived","title":"The run was archived.","status":410,"detail":"Its events are in an evidence bundle; whoever keeps the archive finds it by the SHA-256 that verifying the run tells.""";

    private ShopHost _shop = null!;
    private GovernedRun _run = null!;
    private string _approval = "";

    /// <summary>Has a run that did something, was asked about something, and has ended.</summary>
    public async ValueTask InitializeAsync()
    {
        _shop = await ShopHost.StartAsync(register: HostEvidence.AddEvidence);
        _run = await _shop.Host.Governance.StartRunAsync(new GovernanceScope("acme", "sales", "ann", ["agent"]), new RunOptions { RunId = "run-7" });
        ((int)(await OrderAsync(One, "done")).StatusCode).Should().Be(200);
        _approval = (await (await OrderAsync(Many, "asked")).JsonAsync()).GetProperty("approval_id").GetString()!;
        await _run.CompleteAsync();

        // The approval that nobody has decided keeps the run until its time is over.
        _shop.Host.Time.Advance(TimeSpan.FromDays(30));
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        await _shop.DisposeAsync();
    }

    [Fact]
    public async Task Verify_IsAReport_WhichNamesTheBundle()
    {
        string bundle = await ArchiveAsync();

        JsonElement report = await (await GetAsync(Auditor, "/governance/runs/run-7/verify")).JsonAsync();

        (report.GetProperty("ok").GetBoolean(), report.GetProperty("status").GetString(), report.GetProperty("bundle_sha256").GetString()).Should().Be((true, "archived", bundle));
    }

    [Fact]
    public async Task Export_Is410_WithTheHashOfTheBundle_AndNoPlaceOfTheHosts()
    {
        string bundle = await ArchiveAsync();

        HttpResponseMessage response = await GetAsync(Auditor, "/governance/runs/run-7/export");

        await response.ShouldBeProblemAsync(410, $$"""{{Gone}}","bundle_sha256":"{{bundle}}"}""");
        response.Content.Headers.ContentDisposition.Should().BeNull();
        File.Exists(Path.Combine(_shop.Host.Archive, $"{bundle}.jsonl")).Should().BeTrue("that is how whoever keeps the archive finds it");
    }

    [Fact]
    public async Task UsageAndApprovals_AreAsTheyWere()
    {
        string[] paths = ["/governance/usage/runs/run-7", $"/governance/approvals/{_approval}", "/governance/approvals"];
        List<string> before = [];
        foreach (string path in paths)
            before.Add(await (await GetAsync(Auditor, path)).WholeAsync());
        await ArchiveAsync();

        for (int i = 0; i < paths.Length; i++)
            (await (await GetAsync(Auditor, paths[i])).WholeAsync()).Should().Be(before[i]).And.StartWith("200 ");
    }

    [Fact]
    public async Task Decision_ComesTooLate()
    {
        await ArchiveAsync();

        HttpResponseMessage response = await _shop.Client(Approver).PostJsonAsync($"/governance/approvals/{_approval}", """{"decision":"approved"}""");

        ((int)response.StatusCode).Should().Be(409);
        (await response.JsonAsync()).GetProperty("type").GetString().Should().Be(GovernanceProblemTypes.ApprovalNotPending);
        await ShouldBeArchivedAsync();
    }

    [Fact]
    public async Task Action_IsDenied_AndOneThatWasCarriedOutIsReplayed()
    {
        await ArchiveAsync();

        HttpResponseMessage late = await OrderAsync(One, "another"), repeated = await OrderAsync(One, "done");

        await late.ShouldBeProblemAsync(
            403, """{"type":"urn:enterprise-governance:problem:action-denied","title":"The action was denied.","status":403,"code":"run_ended","reason":"the run is completed","policy_ids":[],"run_id":"run-7"}""");
        ((int)repeated.StatusCode, repeated.Field("Idempotency-Replayed")).Should().Be((200, "true"));
        _shop.Calls.Should().Be(1);
        await ShouldBeArchivedAsync();
    }

    [Fact]
    public async Task Action_WhoseOutcomeNobodyKnows_CannotBeNoted_AndSaysWhy()
    {
        // A process has died in the middle of it, long ago.
        Execute("UPDATE action_claims SET state = 'running', heartbeat_until = 0 WHERE run_id = 'run-7' AND claim_key LIKE '%done%'");
        await ArchiveAsync();

        await (await OrderAsync(One, "done")).ShouldBeProblemAsync(410, $$"""{{Gone}}"}""");

        _shop.Calls.Should().Be(1);
        await ShouldBeArchivedAsync();
    }

    [Fact]
    public async Task Sdk_RefusesEveryEvent_ByOneCode()
    {
        await ArchiveAsync();

        LedgerException refusal = (await _run.Awaiting(static run => run.AppendAsync(LedgerEvent.Create("note", "{}"u8.ToArray())).AsTask()).Should().ThrowAsync<LedgerException>()).Which;
        (refusal.Code, refusal.IsTransient).Should().Be(("run_archived", false));
        (await _run.Awaiting(static run => run.PlanAsync([new ActionCall("place_order")]).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("run_ended");
        (await _run.CancelAsync("late")).Should().BeFalse();
        (await _shop.Host.Governance.Awaiting(static governance => governance.StartRunAsync(new GovernanceScope("acme"), new RunOptions { RunId = "run-7" }).AsTask()).Should().ThrowAsync<GovernanceException>())
            .Which.Code.Should().Be("run_exists");
        await ShouldBeArchivedAsync();
    }

    [Fact]
    public async Task Stranger_IsAnsweredAsForARunThatDoesNotExist_ByteForByte()
    {
        await ArchiveAsync();

        foreach (string path in (string[])["runs/{0}/verify", "runs/{0}/export", "usage/runs/{0}"])
        {
            string foreign = await (await GetAsync(Stranger, $"/governance/{path.Replace("{0}", "run-7", StringComparison.Ordinal)}")).WholeAsync();
            foreign.Should().StartWith("404 ").And.Be(await (await GetAsync(Stranger, $"/governance/{path.Replace("{0}", "nobody", StringComparison.Ordinal)}")).WholeAsync());
        }
    }

    [Fact]
    public async Task Erasure_ComesAsLateAsOneLikes()
    {
        await ArchiveAsync();

        await _shop.Host.Governance.EraseRunAsync("acme", "run-7");

        ((int)(await OrderAsync(One, "done")).StatusCode).Should().Be(410);
        await ShouldBeArchivedAsync();
    }

    private async Task<string> ArchiveAsync()
    {
        ArchiveResult result = (await _shop.Host.ArchiveAsync()).Should().ContainSingle().Which;
        result.Outcome.Should().Be(ArchiveOutcome.Archived, result.Reason);
        return result.BundleSha256!;
    }

    private async Task ShouldBeArchivedAsync() =>
        (await _shop.Host.Ledger.VerifyAsync("run-7"))!.Should().BeEquivalentTo(new { Status = VerifyStatus.Archived, FindingCount = 0 });

    private Task<HttpResponseMessage> OrderAsync(string body, string key) => _shop.Client().PostJsonAsync("/runs/run-7/orders", body, ("Idempotency-Key", key));

    private Task<HttpResponseMessage> GetAsync(string claims, string path) => _shop.Client(claims).GetAsync(path);

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={_shop.Host.Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery().Should().BePositive();
    }
}
