using System.Net;
using System.Text.Json;
using Enterprise.Governance;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferenceServer.Runs;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests;

/// <summary>Operators see how the server does; the public does not.</summary>
public sealed class StatusTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task System_ShowsListsJobsOutboxAndVerification()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, CarlaKey);
        string run = await fixture.SubmitUnbegunAsync("ann");
        await fixture.Worker.GetRequiredService<RunStart>().BeginAsync(run, default);

        JsonElement dirty = await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, "/admin/system", cookie)));
        JsonElement refreshed = await JsonAsync(await client.SendAsync(Request(HttpMethod.Post, "/admin/refresh-mv", cookie, csrf)));
        JsonElement fresh = await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, "/admin/system", cookie)));

        refreshed.GetProperty("projections").EnumerateArray().Select(static list => list.GetProperty("name").GetString()).Should().Equal("approvals_mv", "runs_mv");
        refreshed.GetProperty("projections")[1].GetProperty("as_of").GetDateTimeOffset().Should().BeAfter(List(dirty, "runs_mv").GetProperty("as_of").GetDateTimeOffset());
        List(fresh, "runs_mv").GetProperty("lag_seconds").GetDouble().Should().Be(0);
        List(fresh, "runs_mv").GetProperty("is_dirty").GetBoolean().Should().BeFalse();
        fresh.GetProperty("outbox").GetProperty("depth").GetInt64().Should().BePositive();
        fresh.GetProperty("outbox").GetProperty("oldest_seconds").GetDouble().Should().BePositive();
        fresh.GetProperty("jobs").GetProperty("workers").GetInt64().Should().Be(0, "none runs here");
        fresh.GetProperty("verification").GetProperty("changed").GetInt64().Should().BePositive();
        (await JsonAsync(await client.SendAsync(Request(HttpMethod.Get, "/admin/projections", cookie)))).GetProperty("projections").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Probes_AnswerWithoutASession_AndTellOfNothingButStates()
    {
        using HttpClient client = await fixture.StartAsync();

        (string cookie, _) = await LoginAsync(client, AnnKey);

        (await TextAsync(client, "/healthz")).Should().Be((HttpStatusCode.OK, """{"status":"healthy","checks":{}}"""));
        (await TextAsync(client, "/readyz")).Should().Be((HttpStatusCode.OK, """{"status":"healthy","checks":{"governance":"healthy","schema":"healthy"}}"""));
        await ExecuteAsync("ALTER SCHEMA reference RENAME TO reference_gone");
        try
        {
            (await TextAsync(client, "/readyz")).Should().Be((HttpStatusCode.ServiceUnavailable, """{"status":"unhealthy","checks":{"governance":"healthy","schema":"unhealthy"}}"""));
            (await TextAsync(client, "/healthz")).Status.Should().Be(HttpStatusCode.OK, "another start would not help");
            (HttpStatusCode status, string text) = await TextAsync(client, "/auth/me", ("Cookie", $"governance_session={cookie}"));
            status.Should().Be(HttpStatusCode.InternalServerError);
            text.Should().StartWith("""{"type":"urn:enterprise-governance:problem:governance-failed","title":"Governance failed.","status":500,"code":"store_unavailable",""").And.NotContain("sessions", "the cause is in the log");
        }
        finally
        {
            await ExecuteAsync("ALTER SCHEMA reference_gone RENAME TO reference");
        }
    }

    [Fact]
    public async Task Metrics_AreForThisMachineAndForWhoHasTheToken()
    {
        using HttpClient client = await fixture.StartAsync(("METRICS_TOKEN", "a token of the tests"));
        (string cookie, _) = await LoginAsync(client, AnnKey);
        await client.SendAsync(Request(HttpMethod.Get, "/runs", cookie));

        (HttpStatusCode status, string text) = await TextAsync(client, "/metrics");
        status.Should().Be(HttpStatusCode.OK);
        text.Should().Contain("http_server_request_duration_seconds").And.Contain("governance_").And.NotContain("acme").And.NotContain("Host=").And.NotContain(AnnKey);
        (await TextAsync(client, "/metrics", ("X-Forwarded-For", "203.0.113.7"))).Status.Should().Be(HttpStatusCode.NotFound, "a proxy stands between");
        (await TextAsync(client, "/metrics", ("X-Forwarded-For", "127.0.0.1"))).Status.Should().Be(HttpStatusCode.NotFound, "whoever it says that it speaks for");
        (await TextAsync(client, "/metrics", ("X-Forwarded-For", "203.0.113.7"), ("Authorization", "Bearer another token"))).Status.Should().Be(HttpStatusCode.NotFound);
        (await TextAsync(client, "/metrics", ("X-Forwarded-For", "203.0.113.7"), ("Authorization", "Bearer a token of the tests"))).Status.Should().Be(HttpStatusCode.OK);
    }

    private static JsonElement List(JsonElement system, string name) => system.GetProperty("projections").EnumerateArray().Single(list => list.GetProperty("name").GetString() == name);

    private static async Task<(HttpStatusCode Status, string Text)> TextAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = Request(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = fixture.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync());
}
