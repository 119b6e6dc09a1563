using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Enterprise.Governance;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Runs;
using ReferenceServer.Workers;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests;

/// <summary>Runs are relabelled, cancelled and followed, whether they have begun or not.</summary>
public sealed class RunChangeTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly TimeSpan WellBeforeSilenceIsBroken = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("""{"title":"Refund"}""", "Refund", """["test"]""")]
    [InlineData("""{"title":null}""", null, """["test"]""")]
    [InlineData("""{"tags":["vip"]}""", "A task", """["vip"]""")]
    [InlineData("""{"tags":null,"title":"Refund"}""", "Refund", "[]")]
    public async Task Patch_ChangesWhatItNames_BeforeTheRunHasBegunAndAfterItsEnd(string patch, string? title, string tags)
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        string waiting = await fixture.SubmitUnbegunAsync("ann"), ended = await fixture.SubmitUnbegunAsync("ann");
        (await client.SendAsync(Request(HttpMethod.Post, $"/runs/{ended}/cancel", cookie, csrf))).StatusCode.Should().Be(HttpStatusCode.NoContent);

        foreach (string run in (string[])[waiting, ended])
        {
            using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Patch, $"/runs/{run}", cookie, csrf, patch));

            response.StatusCode.Should().Be(HttpStatusCode.OK);
            foreach (JsonElement shown in (JsonElement[])[await JsonAsync(response), await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, $"/runs/{run}", cookie)))])
            {
                (shown.TryGetProperty("title", out JsonElement text) ? text.GetString() : null).Should().Be(title);
                shown.GetProperty("tags").GetRawText().Should().Be(tags);
            }
        }
    }

    [Theory]
    [InlineData("{}", "title")]
    [InlineData("""{"title":""}""", "title")]
    [InlineData("""{"tags":["a",""]}""", "tags")]
    [InlineData("""{"tags":["a","\u0007"]}""", "tags")]
    public async Task Patch_ThatIsWrong_NamesTheField(string patch, string field)
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);

        using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Patch, $"/runs/{await fixture.SubmitUnbegunAsync("ann")}", cookie, csrf, patch));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await JsonAsync(response)).GetProperty("errors").EnumerateObject().Should().ContainSingle().Which.Name.Should().Be(field);
    }

    [Fact]
    public async Task Change_OfAnothersRun_NeedsTheCapability()
    {
        using HttpClient client = await fixture.StartAsync();
        (string ann, string annCsrf) = await LoginAsync(client, AnnKey);
        (string carla, string carlaCsrf) = await LoginAsync(client, CarlaKey);
        string run = await fixture.SubmitUnbegunAsync("bob");

        foreach (HttpRequestMessage request in (HttpRequestMessage[])[Request(HttpMethod.Patch, $"/runs/{run}", ann, annCsrf, """{"title":"x"}"""), Request(HttpMethod.Post, $"/runs/{run}/cancel", ann, annCsrf)])
        {
            using HttpResponseMessage refused = await client.SendAsync(request);
            refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
            (await JsonAsync(refused)).GetProperty("capability").GetString().Should().Be("runs.manage");
        }

        (await fixture.Worker.GetRequiredService<IGovernance>().GetRunAsync(run)).Should().BeNull("what is refused does not even begin it");
        (await client.SendAsync(Request(HttpMethod.Post, $"/runs/{run}/cancel", carla, carlaCsrf))).StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Cancel_WhileTheRelaysBeginTheRun_AlwaysStopsItBeforeItsFirstStep()
    {
        using HttpClient one = await fixture.StartAsync(), two = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(one, AnnKey);

        for (int i = 0; i < 20; i++)
        {
            string run = (await JsonAsync(await one.SendAsync(Request(HttpMethod.Post, "/runs", cookie, csrf, """{"message":"contact c: a = 1"}""")))).GetProperty("run_id").GetString()!;
            HttpStatusCode[] answers = await Task.WhenAll(((HttpClient[])[one, two]).Select(async client => (await client.SendAsync(Request(HttpMethod.Post, $"/runs/{run}/cancel", cookie, csrf))).StatusCode));

            answers.Should().BeEquivalentTo([HttpStatusCode.NoContent, HttpStatusCode.Conflict], "one of them has cancelled it");
            await fixture.Worker.GetRequiredService<RunStart>().BeginAsync(run, default);
            (await ServerFixture.LookAsync(fixture.Worker, run)).Should().Be(RunLook.Ended);
            (await ServerFixture.EventsAsync(fixture.Worker, run)).Should().Equal("run.started", "run.cancelled");
        }
    }

    [Fact]
    public async Task Subscribe_ToARunThatHasNotBegun_OpensAtOnceAndTellsItsChainFromTheStart()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        string run = await fixture.SubmitUnbegunAsync("ann");

        using HttpResponseMessage stream = await client.SendAsync(Request(HttpMethod.Get, $"/runs/{run}/subscribe", cookie), HttpCompletionOption.ResponseHeadersRead).WaitAsync(WellBeforeSilenceIsBroken);
        await using IAsyncEnumerator<SseItem<string>> items = SseParser.Create(await stream.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();

        (await items.MoveNextAsync().AsTask().WaitAsync(WellBeforeSilenceIsBroken), items.Current.EventType, items.Current.EventId).Should().Be((true, "ping", null));
        (await fixture.Worker.GetRequiredService<IGovernance>().GetRunAsync(run)).Should().BeNull("nobody has begun it");
        await client.SendAsync(Request(HttpMethod.Post, $"/runs/{run}/cancel", cookie, csrf));
        List<(string, string?)> told = [];
        while (await items.MoveNextAsync())
            told.Add((items.Current.EventType, items.Current.EventId));
        told.Should().Equal(("run.started", "1"), ("run.cancelled", "2"));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync());
}
