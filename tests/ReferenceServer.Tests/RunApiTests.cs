using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Enterprise.Governance;
using Enterprise.Governance.Projections;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Runs;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests;

/// <summary>Runs over HTTP.</summary>
public sealed class RunApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Submission = """{"message":"handbook: baggage\n# second line","tags":["vip"]}""";

    [Fact]
    public async Task Run_IsAcceptedAndFollowedToItsEnd()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        using HttpResponseMessage accepted = await client.SendAsync(Request(HttpMethod.Post, "/runs", cookie, csrf, Submission));
        accepted.StatusCode.Should().Be(HttpStatusCode.Accepted);
        string run = (await JsonAsync(accepted)).GetProperty("run_id").GetString()!;
        accepted.Headers.Location!.ToString().Should().Be($"/runs/{run}");
        accepted.Headers.GetValues("RateLimit-Policy").Should().NotBeEmpty();
        JsonElement shown = await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, $"/runs/{run}", cookie)));
        (shown.GetProperty("state").GetString(), shown.GetProperty("title").GetString()).Should().Be(("submitted", "handbook: baggage"));

        await WorkAsync(run);

        using HttpResponseMessage stream = await client.SendAsync(Request(HttpMethod.Get, $"/runs/{run}/subscribe", cookie), HttpCompletionOption.ResponseHeadersRead);
        List<SseItem<string>> items = await SseParser.Create(await stream.Content.ReadAsStreamAsync()).EnumerateAsync().ToListAsync();
        items.RemoveAll(static item => item.EventType == "ping").Should().BePositive("the stream opens with one");
        items.Select(static item => item.EventType).Should().StartWith("run.started").And.EndWith("run.completed", "the stream ends with the run");
        items.Select(static item => item.EventId).Should().Equal(Enumerable.Range(1, items.Count).Select(static i => $"{i}"));
        HttpRequestMessage again = Request(HttpMethod.Get, $"/runs/{run}/subscribe", cookie);
        again.Headers.Add("Last-Event-ID", items[^2].EventId);
        using HttpResponseMessage rest = await client.SendAsync(again, HttpCompletionOption.ResponseHeadersRead);
        (await SseParser.Create(await rest.Content.ReadAsStreamAsync()).EnumerateAsync().ToListAsync()).Select(static item => item.EventType).Should().Equal("ping", "run.completed");
        HttpRequestMessage behind = Request(HttpMethod.Get, $"/runs/{run}/subscribe", cookie);
        behind.Headers.Add("Last-Event-ID", items[^1].EventId);
        (await client.SendAsync(behind, HttpCompletionOption.ResponseHeadersRead)).StatusCode.Should().Be(HttpStatusCode.NoContent, "a browser that has seen the end is not to ask again");

        JsonElement[] events = [.. (await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, $"/runs/{run}/events?after=1&limit=2", cookie)))).GetProperty("events").EnumerateArray()];
        events.Select(static e => e.GetProperty("seq").GetInt64()).Should().Equal(2, 3);
        (await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, $"/runs/{run}/verify", cookie)))).GetProperty("status").GetString().Should().Be("intact");
        JsonElement list = await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, "/runs?state=completed&tag=vip&text=HANDBOOK", cookie)));
        list.GetProperty("runs").EnumerateArray().Select(static row => row.GetProperty("run_id").GetString()).Should().Contain(run);
        list.GetProperty("as_of").GetDateTimeOffset().Should().BeAfter(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task Run_OfAnotherTenant_IsAnsweredLikeOneThatDoesNotExist()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        string run = (await JsonAsync(await client.SendAsync(Request(HttpMethod.Post, "/runs", cookie, csrf, Submission)))).GetProperty("run_id").GetString()!;
        (string gina, string ginaCsrf) = await LoginAsync(client, GinaKey);

        foreach (bool isBegun in (bool[])[false, true])
        {
            if (isBegun)
                await WorkAsync(run);
            foreach ((HttpMethod method, string path) in ((HttpMethod, string)[])[(HttpMethod.Get, ""), (HttpMethod.Post, "/cancel"), (HttpMethod.Get, "/events"), (HttpMethod.Get, "/subscribe")])
            {
                (HttpStatusCode Status, string Text) foreign = await TextAsync(client, Request(method, $"/runs/{run}{path}", gina, ginaCsrf)), unknown = await TextAsync(client, Request(method, $"/runs/{Guid.CreateVersion7()}{path}", gina, ginaCsrf));
                foreign.Should().Be(unknown).And.Subject.As<(HttpStatusCode Status, string)>().Status.Should().Be(HttpStatusCode.NotFound);
                (await TextAsync(client, Request(method, $"/runs/{run}{path}"))).Status.Should().Be(HttpStatusCode.Unauthorized);
            }
        }

        (await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, "/runs", gina)))).GetProperty("runs").EnumerateArray().Should().NotContain(row => row.GetProperty("run_id").GetString() == run);
    }

    [Fact]
    public async Task Cancel_EndsTheRunBeforeAnyWorkerHasSeenIt()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        string run = (await JsonAsync(await client.SendAsync(Request(HttpMethod.Post, "/runs", cookie, csrf, Submission)))).GetProperty("run_id").GetString()!;
        await fixture.Worker.GetRequiredService<RunStart>().BeginAsync(run, default);

        (await TextAsync(client, Request(HttpMethod.Post, $"/runs/{run}/cancel", cookie, csrf))).Status.Should().Be(HttpStatusCode.NoContent);
        (await TextAsync(client, Request(HttpMethod.Post, $"/runs/{run}/cancel", cookie, csrf))).Status.Should().Be(HttpStatusCode.Conflict);

        await WorkAsync(run);
        (await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, $"/runs/{run}", cookie)))).GetProperty("state").GetString().Should().Be("cancelled");
    }

    [Fact]
    public async Task Key_AnswersARepeatWithTheSameRun()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        HttpRequestMessage[] requests = [.. Enumerable.Range(0, 3).Select(i => Request(HttpMethod.Post, "/runs", cookie, csrf, i < 2 ? Submission : """{"message":"handbook: other"}"""))];
        foreach (HttpRequestMessage request in requests)
            request.Headers.Add("Idempotency-Key", "order-7");

        string first = (await JsonAsync(await client.SendAsync(requests[0]))).GetProperty("run_id").GetString()!;

        (await JsonAsync(await client.SendAsync(requests[1]))).GetProperty("run_id").GetString().Should().Be(first);
        (await TextAsync(client, requests[2])).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("{}", "message")]
    [InlineData("""{"message":"x","title":""}""", "title")]
    [InlineData("""{"message":"x","tags":["a",""]}""", "tags")]
    [InlineData("""{"message":"x","plan":{"steps":[]}}""", "plan")]
    [InlineData("""{"message":"x","plan":{"steps":[{"action":"a","tool":"mail","args":[]}]}}""", "plan")]
    public async Task Submission_ThatIsWrong_NamesTheField(string body, string field)
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);

        using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Post, "/runs", cookie, csrf, body));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await JsonAsync(response)).GetProperty("errors").EnumerateObject().Should().ContainSingle().Which.Name.Should().Be(field);
    }

    /// <summary>Does what a worker does, and brings the list up to date.</summary>
    private async Task WorkAsync(string run)
    {
        IServiceProvider worker = fixture.Worker;
        await worker.GetRequiredService<RunStart>().BeginAsync(run, default);
        await ServerFixture.LookAsync(worker, run);
        await worker.GetRequiredService<IProjections>().RefreshAsync("runs_mv");
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync());

    private static async Task<(HttpStatusCode Status, string Text)> TextAsync(HttpClient client, HttpRequestMessage request)
    {
        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        int trace = text.IndexOf("\"trace_id\"", StringComparison.Ordinal);
        return (response.StatusCode, trace < 0 ? text : text[..trace]);
    }
}
