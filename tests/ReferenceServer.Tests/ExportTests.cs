using Enterprise.Governance.Anchoring;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Runs;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests;

/// <summary>Whoever may read a run takes its evidence home.</summary>
public sealed class ExportTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Export_AnchoredRun_HoldsWithoutTheServer_WithThePolicySetThatDecided()
    {
        NoteVerifierKey key = fixture.SigningKey.VerifierKey;
        using HttpClient client = await fixture.StartAsync(("Governance:Anchoring:VerifierKeys:0", key.ToString()));
        RunRequest request = ServerFixture.Request("email bob@corp.example: Hello | there", "acme");
        await fixture.Worker.GetRequiredService<RunRequests>().SubmitAsync(request, default);
        await fixture.Worker.GetRequiredService<RunStart>().BeginAsync(request.RunId, default);
        await ServerFixture.LookAsync(fixture.Worker, request.RunId);
        string path = $"/runs/{request.RunId}/export", ann = Tokens.Make("ann", role: "support_agent");
        await fixture.AnchorAsync();

        using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Get, path, bearer: ann));

        ((int)response.StatusCode).Should().Be(200, await response.Content.ReadAsStringAsync());
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/jsonl");
        EvidenceReport report = await EvidenceBundle.VerifyAsync(await response.Content.ReadAsStreamAsync(), new EvidenceVerifyOptions { Keys = [key] });
        report.Findings.Should().BeEmpty();
        (report.RunId, report.PolicySets, report.MissingPolicySets).Should().Be((request.RunId, 1, 0));
    }
}
