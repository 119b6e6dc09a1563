using System.Net.ServerSentEvents;
using System.Text.Json;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Runs;
using ReferenceServer.Tests.Authorization;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests;

/// <summary>Runs whose events have left: every endpoint that names one, and the feed that was open meanwhile.</summary>
public sealed class ArchivedRunTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly Dictionary<string, int> s_answers = new()
    {
        ["GET /runs/{run_id}"] = 200,
        ["PATCH /runs/{run_id}"] = 200,
        ["POST /runs/{run_id}/cancel"] = 409,
        ["GET /runs/{run_id}/events"] = 410,
        ["GET /runs/{run_id}/subscribe"] = 410,
        ["GET /runs/{run_id}/verify"] = 200,
        ["GET /runs/{run_id}/export"] = 410,
        ["GET /usage/runs/{run_id}"] = 200,
    };

    [Fact]
    public async Task EveryEndpointOfARun_SaysWhatLeftAndWhatStays_ToItsTenantAlone()
    {
        using HttpClient client = await StartAsync();
        (string run, string bundle) = await ArchivedAsync();
        JsonElement paths = JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json")).GetProperty("paths");
        Caller carla = await CallerAsync(client, CarlaKey), gina = await CallerAsync(client, GinaKey);
        Thing archived = new(run, "", ""), nothing = new("019ab0c4-6f1d-7c55-9d0e-1f2a3b4c5d6e", "", "");
        AuthorizationRow[] rows = [.. AuthorizationTable.Rows.Where(static row => row.Endpoint.Contains("{run_id}", StringComparison.Ordinal))];
        rows.Select(static row => row.Endpoint).Should().BeEquivalentTo(s_answers.Keys);

        foreach (AuthorizationRow row in rows)
        {
            Reply reply = await carla.AskAsync(client, row, archived);
            reply.Status.Should().Be(s_answers[row.Endpoint], "{0}: {1}", row.Endpoint, reply.Body);
            paths.GetProperty(row.Endpoint.Split(' ')[1]).GetProperty(row.Method.Method.ToLowerInvariant()).GetProperty("responses").TryGetProperty("410", out _).Should().Be(reply.Status == 410, row.Endpoint);
            if (reply.Status == 410)
            {
                JsonElement problem = JsonElement.Parse(reply.Body);
                (problem.GetProperty("type").GetString(), problem.GetProperty("bundle_sha256").GetString()).Should().Be(("urn:enterprise-governance:problem:run-archived", bundle));
                reply.Body.Should().NotContain(Path.GetTempPath()).And.NotContain(".jsonl", "where the host keeps it is the host's");
            }

            (await gina.AskAsync(client, row, archived)).Should().Be(await gina.AskAsync(client, row, nothing)).And.Subject.As<Reply>().Status.Should().Be(404);
        }
    }

    [Fact]
    public async Task Verify_SaysArchived_AndListsAndTheRunItselfThatItHasEnded()
    {
        using HttpClient client = await StartAsync();
        (string run, string bundle) = await ArchivedAsync();
        string bearer = Tokens.Make("carla", role: "admin");

        JsonElement report = await JsonAsync(client, $"/runs/{run}/verify", bearer), shown = await JsonAsync(client, $"/runs/{run}", bearer);
        JsonElement ended = await JsonAsync(client, "/runs?state=completed", bearer), running = await JsonAsync(client, "/runs?state=running", bearer);

        (report.GetProperty("status").GetString(), report.GetProperty("ok").GetBoolean(), report.GetProperty("bundle_sha256").GetString()).Should().Be(("archived", true, bundle));
        (shown.GetProperty("state").GetString(), shown.GetProperty("usage").GetProperty("tool_calls").GetInt64()).Should().Be(("completed", 1));
        ended.GetProperty("runs").EnumerateArray().Single(row => row.GetProperty("run_id").GetString() == run).GetProperty("last_seq").GetInt64().Should().Be(0);
        running.GetProperty("runs").EnumerateArray().Should().BeEmpty();
    }

    [Theory]
    [InlineData("/events?after=2")]
    [InlineData("/events?after=1000")]
    [InlineData("/subscribe")]
    public async Task WhoeverHasReadAPart_IsToldToo(string path)
    {
        using HttpClient client = await StartAsync();
        (string run, _) = await ArchivedAsync();
        HttpRequestMessage request = Request(HttpMethod.Get, $"/runs/{run}{path}", bearer: Tokens.Make("carla", role: "admin"));
        request.Headers.Add("Last-Event-ID", "2");

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        ((int)response.StatusCode).Should().Be(410);
    }

    [Fact]
    public async Task Feed_OfARunThatLeavesMeanwhile_Ends()
    {
        using HttpClient client = await StartAsync();
        string run = $"chain-{Guid.CreateVersion7()}";
        await using IAsyncEnumerator<SseItem<string>> feed = fixture.Api.GetRequiredService<RunFeed>().FollowAsync(run, 0, default).GetAsyncEnumerator();
        (await NextAsync(feed)).Should().Be("ping", "it has yet to begin, which is not to have left");
        ILedger ledger = fixture.Worker.GetRequiredService<ILedger>();
        await ledger.AppendAsync(run, LedgerEvent.Create("note", "{}"u8.ToArray()));
        (await NextAsync(feed)).Should().Be("note");

        await fixture.ArchiveAsync(run);

        (await NextAsync(feed)).Should().Be("archived");
        (await feed.MoveNextAsync()).Should().BeFalse();
    }

    private async Task<HttpClient> StartAsync() => await fixture.StartAsync(("Governance:Anchoring:VerifierKeys:0", fixture.SigningKey.VerifierKey.ToString()));

    private async Task<(string Run, string Bundle)> ArchivedAsync()
    {
        RunRequest request = ServerFixture.Request("handbook: baggage", "acme");
        await fixture.Worker.GetRequiredService<RunRequests>().SubmitAsync(request, default);
        await fixture.Worker.GetRequiredService<RunStart>().BeginAsync(request.RunId, default);
        await ServerFixture.LookAsync(fixture.Worker, request.RunId);
        string bundle = await fixture.ArchiveAsync(request.RunId);
        await fixture.Worker.GetRequiredService<IProjections>().RefreshAsync("runs_mv");
        return (request.RunId, bundle);
    }

    private static async Task<Caller> CallerAsync(HttpClient client, string key)
    {
        (string cookie, string csrf) = await LoginAsync(client, key);
        return new Caller(key, cookie, csrf);
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<SseItem<string>> feed) => await feed.MoveNextAsync() ? feed.Current.EventType : "nothing";

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path, string bearer)
    {
        using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Get, path, bearer: bearer));
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
