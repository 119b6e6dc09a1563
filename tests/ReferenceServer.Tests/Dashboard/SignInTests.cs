using System.Net;
using System.Text.RegularExpressions;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>In and out of the dashboard, as a browser does it without scripts.</summary>
public sealed partial class SignInTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Key_ThatIsKnown_OpensASessionAndLeadsBack()
    {
        using HttpClient client = await fixture.StartAsync();

        using HttpResponseMessage answer = await SignInAsync(client, BobKey, "/signin?return=%2Frun%2F7%3Fx%3Dy");

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().Should().Be("/run/7?x=y");
        string cookie = answer.Headers.GetValues("Set-Cookie").Single(static value => value.StartsWith("governance_session=", StringComparison.Ordinal));
        cookie.Should().Contain("; httponly").And.Contain("; samesite=strict").And.Contain("; path=/");
        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", Value(cookie)))).Text.Should().Contain("\"bob\"");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Return_ToAnotherSite_IsNotFollowed(string address)
    {
        using HttpClient client = await fixture.StartAsync();

        using HttpResponseMessage answer = await SignInAsync(client, BobKey, $"/signin?return={Uri.EscapeDataString(address)}");

        answer.Headers.Location!.ToString().Should().Be("/");
    }

    [Theory]
    [InlineData("no such key")]
    [InlineData("")]
    public async Task Key_ThatIsNotKnown_IsRefusedInWords(string key)
    {
        using HttpClient client = await fixture.StartAsync();

        using HttpResponseMessage answer = await SignInAsync(client, key);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        string page = await answer.Content.ReadAsStringAsync();
        page.Should().Contain("This API key is not known").And.Contain("role=\"alert\"");
        page.Should().NotContain("no such key", "a key that is nearly right is nobody else's to read");
        answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies);
        (cookies ?? []).Should().NotContain(static cookie => cookie.StartsWith("governance_session=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Form_WithoutItsToken_IsRefused()
    {
        using HttpClient client = await fixture.StartAsync();
        using FormUrlEncodedContent form = new([new("_handler", "signin"), new("ApiKey", BobKey)]);

        using HttpResponseMessage answer = await client.PostAsync("/signin", form);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        answer.Headers.Contains("Set-Cookie").Should().BeFalse();
    }

    [Fact]
    public async Task Attempts_BeyondTheLimit_AreTurnedAway()
    {
        using HttpClient client = await fixture.StartAsync(("Server:LoginsPerKey", "1"));

        // The end of a minute may come in between, which starts the count again.
        List<(HttpStatusCode Status, string Page)> answers = [];
        for (int i = 0; i < 4; i++)
        {
            using HttpResponseMessage answer = await SignInAsync(client, DoraKey);
            answers.Add((answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        answers[0].Status.Should().Be(HttpStatusCode.Redirect);
        answers.Should().Contain(static answer => answer.Status == HttpStatusCode.TooManyRequests && answer.Page.Contains("Too many attempts to sign in. Try again in "));
    }

    [Fact]
    public async Task SignOut_EndsTheSession_AndNeedsTheFormsToken()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, _) = await LoginAsync(client, BobKey);
        (string page, string antiforgery) = await PageAsync(client, "/", cookie);
        using (HttpResponseMessage refused = await client.SendAsync(Form("/signout", cookie, antiforgery)))
            refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", cookie))).Status.Should().Be(HttpStatusCode.OK, "nothing has happened");

        using HttpResponseMessage answer = await client.SendAsync(Form("/signout", cookie, antiforgery, ("__RequestVerificationToken", Token(page))));

        (answer.StatusCode, answer.Headers.Location!.ToString()).Should().Be((HttpStatusCode.Redirect, "/signin"));
        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", cookie))).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string key, string address = "/signin")
    {
        (string page, string antiforgery) = await PageAsync(client, address);
        string action = WebUtility.HtmlDecode(Action().Match(page).Groups[1].Value);
        return await client.SendAsync(Form(action, null, antiforgery, ("_handler", "signin"), ("__RequestVerificationToken", Token(page)), ("ApiKey", key)));
    }

    /// <summary>Gets a page and the cookie that its forms need.</summary>
    private static async Task<(string Page, string Antiforgery)> PageAsync(HttpClient client, string address, string? cookie = null)
    {
        using HttpResponseMessage answer = await client.SendAsync(Request(HttpMethod.Get, address, cookie));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await answer.Content.ReadAsStringAsync(), answer.Headers.GetValues("Set-Cookie").Single(static value => value.StartsWith(".AspNetCore.Antiforgery", StringComparison.Ordinal)).Split(';')[0]);
    }

    private static HttpRequestMessage Form(string address, string? session, string antiforgery, params (string Name, string Value)[] fields)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields.Select(static field => new KeyValuePair<string, string>(field.Name, field.Value))) };
        request.Headers.Add("Cookie", session is null ? antiforgery : $"{antiforgery}; governance_session={session}");
        return request;
    }

    private static async Task<(HttpStatusCode Status, string Text)> TextAsync(HttpClient client, HttpRequestMessage request)
    {
        using HttpResponseMessage response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Value(string cookie) => cookie.Split(';')[0].Split('=')[1];

    private static string Token(string page) => VerificationToken().Match(page).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex VerificationToken();

    [GeneratedRegex("<form method=\"post\"[^>]* action=\"([^\"]+)\"")]
    private static partial Regex Action();
}
