using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Npgsql;
using ReferenceServer.Dashboard;
using ReferenceServer.Dashboard.Sessions;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>Pages over HTTP: who gets them, and what their first rendering has.</summary>
public sealed partial class PageTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Pages_WithoutASession_LeadToTheSignInAndBack()
    {
        using HttpClient client = await fixture.StartAsync();
        (string revoked, string csrf) = await LoginAsync(client, BobKey);
        await client.SendAsync(Request(HttpMethod.Post, "/auth/logout", revoked, csrf));

        foreach ((string page, string address) in ((string, string)[])[("/", "/signin"), ("/run/7?x=y", "/signin?return=%2Frun%2F7%3Fx%3Dy"), ("/inbox", "/signin?return=%2Finbox"), ("/policy", "/signin?return=%2Fpolicy"), ("/spend", "/signin?return=%2Fspend"), ("/system", "/signin?return=%2Fsystem")])
        {
            foreach (string? cookie in (string?[])[null, revoked])
            {
                using HttpResponseMessage answer = await client.SendAsync(Request(HttpMethod.Get, page, cookie));
                (answer.StatusCode, answer.Headers.Location?.ToString()).Should().Be((HttpStatusCode.Redirect, address), page);
            }
        }
    }

    [Fact]
    public void Pages_InACircuit_AskForASessionToo()
    {
        // The endpoint asks once; a circuit lives on, and its router asks the page.
        Type[] pages = [.. typeof(DashboardHost).Assembly.GetTypes().Where(static type => type.IsDefined(typeof(RouteAttribute), inherit: false))];

        pages.Should().HaveCountGreaterThan(6);
        pages.Where(static page => !page.IsDefined(typeof(AuthorizeAttribute), inherit: false) || page.IsDefined(typeof(AllowAnonymousAttribute), inherit: false)).Should().Equal(typeof(SignInPage));
    }

    [Fact]
    public async Task Api_WithoutASession_IsStillAnswered401()
    {
        using HttpClient client = await fixture.StartAsync();

        using HttpResponseMessage answer = await client.SendAsync(Request(HttpMethod.Get, "/runs"));

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Pages_WithASession_AreRendered_WithoutScriptsOrAddressesOfOthers()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, _) = await LoginAsync(client, CarlaKey);

        foreach (string page in (string[])["/", "/inbox", "/policy", "/spend", "/system"])
        {
            (HttpStatusCode status, string text) = await TextAsync(client, page, cookie);
            status.Should().Be(HttpStatusCode.OK, page);
            text.Should().Contain("<h1").And.Contain("Skip to the content").And.Contain("carla");
            Script().Matches(text).Select(static match => match.Groups[1].Value).Should().NotBeEmpty().And.OnlyContain(static attributes => attributes.Contains("src="), "the policy for content allows no inline scripts");
            Address().Matches(text).Select(static match => match.Value).Should().NotContain(static address => address.Contains("//"), "nothing is loaded from elsewhere");
        }
    }

    [Fact]
    public async Task Files_ArePublic_AndKept()
    {
        using HttpClient client = await fixture.StartAsync(("staticWebAssets", Path.Combine(AppContext.BaseDirectory, "ReferenceServer.staticwebassets.runtime.json")));
        (_, string page) = await TextAsync(client, "/signin", null);
        string[] files = [.. Address().Matches(page).Select(static match => match.Groups[1].Value).Where(static address => address.Contains('.'))];
        files.Should().HaveCountGreaterThan(4);

        foreach (string file in files)
        {
            using HttpResponseMessage answer = await client.GetAsync($"/{file}");
            answer.StatusCode.Should().Be(HttpStatusCode.OK, file);
            answer.Headers.CacheControl!.NoStore.Should().BeFalse(file);
        }
    }

    [Fact]
    public async Task Runs_OfATenantThatHasNone_SayWhatToDo()
    {
        using HttpClient client = await fixture.StartAsync(("Server:Users:5:Tenant", "empty"), ("Server:Users:5:User", "eve"), ("Server:Users:5:Key", "demo-eve-of-empty-00000000000000000"), ("Server:Users:5:Roles:0", "admin"));
        (string cookie, _) = await LoginAsync(client, "demo-eve-of-empty-00000000000000000");

        (HttpStatusCode status, string text) = await TextAsync(client, "/", cookie);

        status.Should().Be(HttpStatusCode.OK);
        text.Should().Contain("No runs yet").And.Contain("Start the first run");
    }

    [Fact]
    public async Task Runs_AreListedWithTheirBudgets_AndTheirTitlesAreText()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        string run = await SubmitAsync(client, cookie, csrf, """{"message":"contact c-1: a = 1","title":"<script>alert(1)</script> & more","tags":["dash"]}""");

        (_, string text) = await TextAsync(client, "/?tag=dash", cookie);

        text.Should().Contain($"/run/{run}").And.Contain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more").And.NotContain("<script>alert(1)");
        text.Should().Contain("Tool calls: 1 spent, 50 at most").And.Contain("chip state completed").And.Contain("#dash");
        (await TextAsync(client, "/?tag=other", cookie)).Text.Should().Contain("No run fits");
    }

    [Fact]
    public async Task Run_IsShown_AndAnotherTenantsIsLikeOneThatDoesNotExist()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        string run = await SubmitAsync(client, cookie, csrf, """{"message":"contact c-2: a = 1","title":"Only for acme"}""");
        (string gina, _) = await LoginAsync(client, GinaKey);

        (HttpStatusCode status, string own) = await TextAsync(client, $"/run/{run}", cookie);
        (HttpStatusCode Status, string Text) foreign = await TextAsync(client, $"/run/{run}", gina), missing = await TextAsync(client, $"/run/{Guid.CreateVersion7()}", gina);

        status.Should().Be(HttpStatusCode.OK);
        own.Should().Contain("Only for acme").And.Contain("chip state completed");
        foreign.Status.Should().Be(HttpStatusCode.NotFound);
        foreign.Text.Should().Contain("There is no such run").And.NotContain("Only for acme");
        (foreign.Status, Body(foreign.Text)).Should().Be((missing.Status, Body(missing.Text)));
    }

    [Fact]
    public async Task Circuit_OfAnotherOrigin_IsRefused()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, _) = await LoginAsync(client, AnnKey);
        string own = client.BaseAddress!.GetLeftPart(UriPartial.Authority);

        foreach ((string? origin, string? session, HttpStatusCode status) in ((string?, string?, HttpStatusCode)[])
            [(own, cookie, HttpStatusCode.OK), (null, cookie, HttpStatusCode.OK), ("https://evil.example", cookie, HttpStatusCode.Forbidden), ("http://127.0.0.1:1", cookie, HttpStatusCode.Forbidden), ("null", cookie, HttpStatusCode.Forbidden), (own, null, HttpStatusCode.Unauthorized)])
        {
            using HttpRequestMessage request = Request(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", session);
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            using HttpResponseMessage answer = await client.SendAsync(request);
            answer.StatusCode.Should().Be(status, origin);
        }
    }

    [Fact]
    public async Task Pages_WhileTheDatabaseIsGone_SayThatTheyTryAgain()
    {
        using HttpClient client = await fixture.StartAsync();
        await ExecuteAsync("ALTER TABLE reference.sessions RENAME TO gone");
        try
        {
            (HttpStatusCode status, string text) = await TextAsync(client, "/", new string('0', 64));

            status.Should().Be(HttpStatusCode.ServiceUnavailable);
            text.Should().Contain("http-equiv=\"refresh\"").And.Contain("The server cannot read its database");
        }
        finally
        {
            await ExecuteAsync("ALTER TABLE reference.gone RENAME TO sessions");
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = fixture.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> SubmitAsync(HttpClient client, string cookie, string csrf, string submission)
    {
        using HttpResponseMessage accepted = await client.SendAsync(Request(HttpMethod.Post, "/runs", cookie, csrf, submission));
        accepted.StatusCode.Should().Be(HttpStatusCode.Accepted);
        string run = JsonElement.Parse(await accepted.Content.ReadAsStringAsync()).GetProperty("run_id").GetString()!;
        await Circuit.CarryOutAsync(fixture, run);
        return run;
    }

    private static async Task<(HttpStatusCode Status, string Text)> TextAsync(HttpClient client, string page, string? cookie)
    {
        using HttpResponseMessage answer = await client.SendAsync(Request(HttpMethod.Get, page, cookie));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Body(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];

    [GeneratedRegex("<script([^>]*)>")]
    private static partial Regex Script();

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Address();
}
