using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.AspNetCore.Tests.Actions;
using Enterprise.Governance.AspNetCore.Tests.Support;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Tests.Endpoints;

/// <summary>Evidence bundles over HTTP.</summary>
public sealed class ExportTests
{
    private const string Auditor = "tenant=acme;sub=eve;roles=governance_auditor";

    [Fact]
    public async Task Export_AnchoredRun_IsItsBundle_WithItsPolicySet()
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: HostEvidence.AddEvidence);
        string runId = (await shop.OrderAsync()).Field("Governance-Run")!;
        await shop.Host.AnchorAsync();

        HttpResponseMessage response = await shop.Client(Auditor).GetAsync($"/governance/runs/{runId}/export");

        ((int)response.StatusCode).Should().Be(200);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/jsonl");
        response.Content.Headers.ContentDisposition!.ToString().Should().Be($"attachment; filename=\"run-{runId}.jsonl\"");
        response.Field("Cache-Control").Should().Be("no-store");
        EvidenceReport report = await EvidenceBundle.VerifyAsync(await response.Content.ReadAsStreamAsync(), new EvidenceVerifyOptions { Keys = [HostEvidence.VerifierKey] });
        report.Should().BeEquivalentTo(new { Ok = true, RunId = runId, Events = 5L, PolicySets = 1, MissingPolicySets = 0 });
    }

    [Fact]
    public async Task Export_RunInNoCheckpoint_Is409()
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: HostEvidence.AddEvidence);
        string runId = (await shop.OrderAsync()).Field("Governance-Run")!;

        HttpResponseMessage response = await shop.Client(Auditor).GetAsync($"/governance/runs/{runId}/export");

        await response.ShouldBeProblemAsync(409, """{"type":"urn:enterprise-governance:problem:run-not-anchored","title":"The run is in no checkpoint yet.","status":409}""");
        response.Content.Headers.ContentDisposition.Should().BeNull();
    }

    [Theory]
    [InlineData("run_tampered", 409, """{"type":"urn:enterprise-governance:problem:run-tampered","title":"The run does not verify.","status":409}""")]
    [InlineData("run_archived", 410, """{"type":"urn:enterprise-governance:problem:run-archived","title":"The run was archived.","status":410,"detail":"Its events are in an evidence bundle; whoever keeps the archive finds it by the SHA-256 that verifying the run tells."}""")]
    [InlineData("run_unknown", 404, """{"type":"urn:enterprise-governance:problem:not-found","title":"There is no such thing in the caller's tenant.","status":404}""")]
    [InlineData("checkpoint_not_signed", 500, """{"type":"urn:enterprise-governance:problem:governance-failed","title":"Governance failed.","status":500,"code":"checkpoint_not_signed"}""")]
    public async Task Export_WithoutABundle_SaysWhyByCodeAlone(string code, int status, string problem)
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: services => services.AddSingleton<IEvidenceExporter>(new BrokenExporter(new EvidenceException(code, "a secret of the run"), 0, false)));
        string runId = (await shop.OrderAsync()).Field("Governance-Run")!;

        await (await shop.Client(Auditor).GetAsync($"/governance/runs/{runId}/export")).ShouldBeProblemAsync(status, problem);
    }

    [Fact]
    public async Task Export_StoreThatFailsBeforeTheFirstByte_Is503_AndNoFile()
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: static services => services.AddSingleton<IEvidenceExporter>(new BrokenExporter(new GovernanceException("store_unavailable", "down", isTransient: true), 0, true)));
        string runId = (await shop.OrderAsync()).Field("Governance-Run")!;

        HttpResponseMessage response = await shop.Client(Auditor).GetAsync($"/governance/runs/{runId}/export");

        ((int)response.StatusCode).Should().Be(503);
        response.Content.Headers.ContentDisposition.Should().BeNull();
    }

    [Fact]
    public async Task Export_StoreThatFailsInBetween_EndsTheConnection_SoThatNobodyTakesHalfForTheWhole()
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: static services => services.AddSingleton<IEvidenceExporter>(new BrokenExporter(new GovernanceException("store_unavailable", "down", isTransient: true), 100_000, true)));
        string runId = (await shop.OrderAsync()).Field("Governance-Run")!;

        await shop.Awaiting(one => one.Client(Auditor).GetByteArrayAsync($"/governance/runs/{runId}/export")).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Export_AnyRunId_HasANameThatIsSafe()
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: static services => services.AddSingleton<IEvidenceExporter>(new BrokenExporter(null, 10, true)));
        await using GovernedRun run = await shop.Host.Governance.StartRunAsync(new GovernanceScope("acme"), new RunOptions { RunId = "..a\"b\\c;d\u00e9" });

        HttpResponseMessage response = await shop.Client(Auditor).GetAsync($"/governance/runs/{Uri.EscapeDataString(run.RunId)}/export");

        response.Content.Headers.GetValues("Content-Disposition").Should().Equal("attachment; filename=\"run-__a_b_c_d_.jsonl\"");
    }

    [Fact]
    public async Task Export_WithoutEvidence_IsNotMapped()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        string runId = (await shop.OrderAsync()).Field("Governance-Run")!;

        HttpResponseMessage response = await shop.Client(Auditor).GetAsync($"/governance/runs/{runId}/export");

        ((int)response.StatusCode).Should().Be(404);
        (await response.TextAsync()).Should().BeEmpty("no endpoint has answered");
    }
}
