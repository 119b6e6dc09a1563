using System.Net;
using System.Text.Json;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests;

/// <summary>Policies over HTTP: nobody overwrites what they have not read, and errors say where they are.</summary>
public sealed class PolicyApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Freeze = "// why\n{ \"policies\": [ { \"policy_id\": \"freeze\", \"when\": { \"action\": \"crm:*\" }, \"effect\": { \"deny\": true, \"deny_reason\": \"frozen\" } } ] }";

    [Fact]
    public async Task Put_NeedsTheVersionThatWasRead()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, GinaKey);
        using HttpResponseMessage read = await client.SendAsync(Request(HttpMethod.Get, "/policies", cookie));
        string tag = read.Headers.ETag!.Tag;
        JsonElement before = await JsonAsync(read);
        (before.GetProperty("origin").GetString(), $"\"{before.GetProperty("version").GetString()}\"").Should().Be(("files", tag));

        (await PutAsync(client, cookie, csrf, null)).StatusCode.Should().Be(HttpStatusCode.PreconditionRequired);
        (await PutAsync(client, cookie, csrf, "\"0000\"")).StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        (await PutAsync(client, cookie, csrf, $"W/{tag}")).StatusCode.Should().Be(HttpStatusCode.PreconditionFailed, "a weak tag does not name a text");
        using HttpResponseMessage saved = await PutAsync(client, cookie, csrf, tag);
        saved.StatusCode.Should().Be(HttpStatusCode.OK);
        (await PutAsync(client, cookie, csrf, tag)).StatusCode.Should().Be(HttpStatusCode.PreconditionFailed, "it has been changed since");

        using HttpResponseMessage again = await client.SendAsync(Request(HttpMethod.Get, "/policies", cookie));
        again.Headers.ETag.Should().Be(saved.Headers.ETag).And.NotBe(read.Headers.ETag);
        JsonElement now = await JsonAsync(again);
        (now.GetProperty("origin").GetString(), now.GetProperty("saved_by").GetString(), now.GetProperty("text").GetString()).Should().Be(("store", "gina", Freeze));
        JsonElement decision = await SimulateAsync(client, cookie, csrf, """{"request":{"action":"crm:update_contact"}}""");
        (decision.GetProperty("effect").GetString(), decision.GetProperty("deny_reason").GetString()).Should().Be(("deny", "frozen"));
    }

    [Fact]
    public async Task Put_OfABrokenText_ListsWhatIsWrongAndChangesNothing()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, CarlaKey);
        using HttpResponseMessage before = await client.SendAsync(Request(HttpMethod.Get, "/policies", cookie));

        using HttpResponseMessage refused = await PutAsync(client, cookie, csrf, before.Headers.ETag!.Tag, "[\n  { \"policy_id\": \"a\", \"effekt\": { \"deny\": true } }\n]");

        refused.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        refused.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await JsonAsync(refused)).GetProperty("errors").EnumerateArray().Select(static error => error.GetRawText()).Should().Contain(
            """{"code":"unknown_key","message":"unknown key `effekt`","line":2,"column":23,"text":"\"effekt\"","help":"did you mean `effect`?"}""");
        using HttpResponseMessage after = await client.SendAsync(Request(HttpMethod.Get, "/policies", cookie));
        after.Headers.ETag.Should().Be(before.Headers.ETag);
    }

    [Fact]
    public async Task Check_SaysWhatPutWouldSay()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, DoraKey);

        JsonElement fine = await JsonAsync(await client.SendAsync(Request(HttpMethod.Post, "/policies/check", cookie, csrf, JsonSerializer.Serialize(new { text = Freeze }))));
        JsonElement odd = await JsonAsync(await client.SendAsync(Request(HttpMethod.Post, "/policies/check", cookie, csrf, JsonSerializer.Serialize(new { text = "[ { \"policy_id\": \"a\", \"effect\": { \"deny\": false } } ]" }))));
        using HttpResponseMessage none = await client.SendAsync(Request(HttpMethod.Post, "/policies/check", cookie, csrf, "{}"));

        fine.GetRawText().Should().Be("""{"ok":true,"errors":[],"warnings":[]}""");
        odd.GetProperty("ok").GetBoolean().Should().BeTrue();
        odd.GetProperty("warnings").EnumerateArray().Select(static warning => warning.GetProperty("code").GetString()).Should().Contain("false_effect");
        none.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Simulate_DecidesByTheTextThatIsGiven_AndChangesNothing()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, DoraKey);
        string body = JsonSerializer.Serialize(new { text = Freeze, request = new { action = "crm:update_contact", tool = "crm", roles = new[] { "support_agent" }, args = new { contact_id = "c" } } });

        (await SimulateAsync(client, cookie, csrf, body)).GetProperty("policy_ids").GetRawText().Should().Be("""["contact_costs","freeze"]""");
        JsonElement inForce = await SimulateAsync(client, cookie, csrf, """{"request":{"action":"send_email","tool":"mail","phase":"exec","user":"ann","args":{"to":"x@corp.example"}}}""");
        (inForce.GetProperty("effect").GetString(), inForce.GetProperty("cost_units").GetInt64()).Should().Be(("require_approval", 25));
        inForce.EnumerateObject().Select(static member => member.Name).Should().Equal("effect", "cost_units", "deny_reason", "obligations", "policy_ids", "unknown", "shadow", "policy_set");

        (await client.SendAsync(Request(HttpMethod.Post, "/policies/simulate", cookie, csrf, """{"request":{"action":"a","tenant":"globex"}}"""))).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await client.SendAsync(Request(HttpMethod.Post, "/policies/simulate", cookie, csrf, """{"request":{"tool":"a"}}"""))).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await client.SendAsync(Request(HttpMethod.Post, "/policies/simulate", cookie, csrf, """{"text":"[","request":{"action":"a"}}"""))).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<JsonElement> SimulateAsync(HttpClient client, string cookie, string csrf, string body)
    {
        using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Post, "/policies/simulate", cookie, csrf, body));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await JsonAsync(response)).GetProperty("decision");
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string cookie, string csrf, string? ifMatch, string text = Freeze)
    {
        HttpRequestMessage request = Request(HttpMethod.Put, "/policies", cookie, csrf, JsonSerializer.Serialize(new { text }));
        if (ifMatch is not null)
            request.Headers.Add("If-Match", ifMatch);
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync());
}
