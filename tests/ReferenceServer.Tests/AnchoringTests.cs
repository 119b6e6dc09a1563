using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ReferenceServer.Anchoring;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests;

/// <summary>A worker anchors the chains, and whoever verifies a run sees how far.</summary>
public sealed class AnchoringTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Run_ThatHasEnded_IsCoveredByACheckpoint_AndItsVerificationSaysSo()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        string run = (await JsonAsync(await client.SendAsync(Request(HttpMethod.Post, "/runs", cookie, csrf, """{"message":"handbook: baggage"}""")))).GetProperty("run_id").GetString()!;
        await fixture.Worker.GetRequiredService<Runs.RunStart>().BeginAsync(run, default);
        (await ServerFixture.LookAsync(fixture.Worker, run)).Should().Be(Workers.RunLook.Finished);

        AnchoringRound round = await fixture.Worker.GetRequiredService<Anchorer>().RunAsync();

        (round.Leaves, round.RefusedCount).Should().Be((1, 0));
        SignedNote.TryParse(await File.ReadAllBytesAsync(fixture.CheckpointFile), out SignedNote? note, out _).Should().BeTrue();
        note!.Verify(fixture.SigningKey.VerifierKey).Holds.Should().BeTrue();
        Directory.GetFiles(Path.Combine(Path.GetDirectoryName(fixture.CheckpointFile)!, "checkpoints"), "*.checkpoint", SearchOption.AllDirectories).Should().ContainSingle();
        JsonElement report = await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, $"/runs/{run}/verify", cookie)));
        report.GetProperty("status").GetString().Should().Be("intact");
        report.GetProperty("anchored_seq").GetInt64().Should().Be(report.GetProperty("head").GetProperty("seq").GetInt64());
    }

    [Theory]
    [InlineData("Production", false)]
    [InlineData("Development", true)]
    public void WithoutAKey_OnlyDevelopmentAnchors(string environment, bool expected)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });

        builder.Services.AddAnchoring(builder.Configuration, builder.Environment);

        builder.Services.Any(static service => service.ServiceType == typeof(Anchorer)).Should().Be(expected);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync());
}
