using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;
using ReferenceServer.Authentication;
using ReferenceServer.Hosting;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests;

/// <summary>Who gets in, for how long, and who does not.</summary>
public sealed class AuthenticationTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Login_OpensASessionThatEveryProcessKnows_AndLogoutEndsItEverywhere()
    {
        using HttpClient one = await fixture.StartAsync(), two = await fixture.StartAsync();
        using HttpResponseMessage login = await one.SendAsync(Request(HttpMethod.Post, "/auth/login", body: $$"""{"api_key":"{{AnnKey}}"}"""));
        login.Headers.GetValues("Set-Cookie").Single().Should().Contain("; httponly").And.Contain("; samesite=strict").And.Contain("; path=/").And.NotContain("secure");
        (string cookie, string csrf) = await LoginAsync(one, AnnKey);

        (await TextAsync(two, Request(HttpMethod.Get, "/auth/me", cookie))).Should().Be((HttpStatusCode.OK, $$"""{"tenant":"acme","org":"support","user":"ann","roles":["support_agent"],"csrf_token":"{{csrf}}"}"""));
        (await TextAsync(two, Request(HttpMethod.Post, "/auth/logout", cookie, csrf))).Status.Should().Be(HttpStatusCode.NoContent);

        (await TextAsync(one, Request(HttpMethod.Get, "/auth/me", cookie))).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Login_BehindTls_SetsASecureCookie()
    {
        using HttpClient client = await fixture.StartAsync();
        HttpRequestMessage request = Request(HttpMethod.Post, "/auth/login", body: $$"""{"api_key":"{{AnnKey}}"}""");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using HttpResponseMessage response = await client.SendAsync(request);

        response.Headers.GetValues("Set-Cookie").Single().Should().Contain("; secure");
    }

    [Fact]
    public async Task Login_Again_EndsTheSessionBefore()
    {
        using HttpClient client = await fixture.StartAsync();
        (string first, _) = await LoginAsync(client, AnnKey);
        (string second, _) = await LoginAsync(client, AnnKey, first);

        second.Should().NotBe(first);
        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", first))).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", second))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"api_key":"nobody"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"api_key":""}""", HttpStatusCode.Unauthorized)]
    [InlineData("{}", HttpStatusCode.Unauthorized)]
    [InlineData("""{"api_key":7}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"api_key":"x","tenant":"acme"}""", HttpStatusCode.BadRequest)]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    public async Task Login_WithoutAKnownKey_IsRefusedAndSetsNoCookie(string body, HttpStatusCode status)
    {
        using HttpClient client = await fixture.StartAsync();

        using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Post, "/auth/login", body: body));

        response.StatusCode.Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        response.Headers.Contains("Set-Cookie").Should().BeFalse();
    }

    [Fact]
    public async Task Login_TooOften_IsRefusedByAddressAndByKey_InEveryProcess()
    {
        (string, string)[] limits = [("Server:LoginsPerAddress", "6"), ("Server:LoginsPerKey", "4")];
        using HttpClient one = await fixture.StartAsync(limits), two = await fixture.StartAsync(limits);

        HttpClient[] both = [one, two];
        int[][] answers;
        long window;
        do
        {
            // Windows are those of the clock: what a minute's end has cut in two is asked again.
            window = await WindowAsync();
            answers =
            [
                await AttemptAsync(both, CarlaKey, "203.0.113.1", 5), await AttemptAsync(both, CarlaKey, "203.0.113.2", 2),
                await AttemptAsync(both, "made up", "203.0.113.3", 8), await AttemptAsync(both, BobKey, "203.0.113.3", 1),
                await AttemptAsync(both, "made up", "2001:db8::1", 6), await AttemptAsync(both, "made up", "2001:db8::2", 1), await AttemptAsync(both, "made up", "2001:db8:0:1::1", 1),
            ];
        }
        while (await WindowAsync() != window);

        answers[0].Should().BeEquivalentTo([200, 200, 200, 200, 429]);
        answers[1].Should().Equal([429, 429], "the key has had its share, from wherever");
        answers[2].Order().Should().Equal(401, 401, 401, 401, 401, 401, 429, 429);
        answers[3].Should().Equal([429], "the address has had its share, whatever the key");
        answers[4].Should().OnlyContain(static status => status == 401);
        answers[5].Should().Equal([429], "it is the same network");
        answers[6].Should().Equal(401);

        static async Task<int[]> AttemptAsync(HttpClient[] clients, string key, string address, int times) => await Task.WhenAll(Enumerable.Range(0, times).Select(async i =>
        {
            HttpRequestMessage request = Request(HttpMethod.Post, "/auth/login", body: $$"""{"api_key":"{{key}}"}""");
            request.Headers.Add("X-Forwarded-For", address);
            using HttpResponseMessage response = await clients[i % clients.Length].SendAsync(request);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
                response.Headers.RetryAfter!.Delta.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
            return (int)response.StatusCode;
        }));
    }

    [Fact]
    public async Task Session_IsKeptAsADigest_AndEnds()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, _) = await LoginAsync(client, AnnKey);
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(cookie)));
        (await RowsAsync($"UPDATE reference.sessions SET seen_at = seen_at - interval '31 minutes' WHERE token_sha256 = '{digest}'")).Should().Be(1);
        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", cookie))).Status.Should().Be(HttpStatusCode.Unauthorized, "nobody used it for half an hour");

        (cookie, _) = await LoginAsync(client, AnnKey);
        await RowsAsync("UPDATE reference.sessions SET expires_at = clock_timestamp()");
        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", cookie))).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", digest))).Status.Should().Be(HttpStatusCode.Unauthorized, "what the table has opens nothing");
    }

    [Fact]
    public async Task UnsafeRequest_WithACookieAndWithoutItsToken_IsRefused()
    {
        using HttpClient client = await fixture.StartAsync();
        (string cookie, string csrf) = await LoginAsync(client, AnnKey);
        (_, string foreign) = await LoginAsync(client, BobKey);

        foreach (string? wrong in (string?[])[null, "", "00", foreign, csrf[..62] + "zz"])
            (await TextAsync(client, Request(HttpMethod.Post, "/auth/logout", cookie, wrong))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", cookie))).Status.Should().Be(HttpStatusCode.OK, "nothing has happened");
    }

    [Fact]
    public async Task Bearer_OfTheIssuer_IsTaken()
    {
        using HttpClient client = await fixture.StartAsync();

        (await TextAsync(client, Request(HttpMethod.Get, "/auth/me", bearer: Tokens.Make()))).Should().Be((HttpStatusCode.OK, """{"tenant":"acme","user":"carl","roles":["admin"]}"""));
    }

    [Fact]
    public async Task Bearer_ThatIsForgedOldOrUnsigned_IsRefused()
    {
        using HttpClient client = await fixture.StartAsync();
        string good = Tokens.Make();
        string[] parts = good.Split('.');
        string[] bad =
        [
            Tokens.Make(secret: "another secret of the tests with 32 bytes"), Tokens.Make(alg: "none"), $"{Tokens.Part("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.", $"{parts[0]}.{parts[1]}.", Tokens.Make(expires: -3600), Tokens.Make(issuer: "somebody"), Tokens.Make(audience: "others"),
            Tokens.Make(alg: "HS384"), Tokens.Make(alg: "HS512"), $"{parts[0]}.{Tokens.Part(Tokens.Claims("carl", "globex", "admin", 600))}.{parts[2]}", Tokens.Make(expires: null), "x", "a.b.c",
        ];

        foreach (string token in bad)
        {
            (HttpStatusCode status, string text) = await TextAsync(client, Request(HttpMethod.Get, "/auth/me", bearer: token));
            status.Should().Be(HttpStatusCode.Unauthorized, token);
            text.Should().NotContain("IDX", "what was wrong with it is nobody's business");
        }
    }

    [Fact]
    public async Task Bearer_ThatIsRefused_IsNotToldWhy()
    {
        using HttpClient client = await fixture.StartAsync();

        using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Get, "/auth/me", bearer: Tokens.Make(expires: -3600)));

        response.Headers.WwwAuthenticate.ToString().Should().NotContain("error_description");
    }

    [Fact]
    public void Users_ThatAreThereTwice_AreRefused()
    {
        ServerOptions options = new() { Users = [Ann("one key", "admin"), Ann("another key", "reader")] };

        FluentActions.Invoking(() => new UserDirectory(Options.Create(options))).Should().Throw<InvalidOperationException>("a session of the second would have the roles of the first").WithMessage("*`ann` of `acme` is there twice*");

        static UserEntry Ann(string key, string role) => new() { Tenant = "acme", User = "ann", Key = key, Roles = [role] };
    }

    [Theory]
    [InlineData("/auth/me", HttpStatusCode.Unauthorized)]
    [InlineData("/nowhere", HttpStatusCode.Unauthorized)]
    public async Task Answers_CarryTheSecurityHeaders(string path, HttpStatusCode status)
    {
        using HttpClient client = await fixture.StartAsync();

        using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Get, path));

        response.StatusCode.Should().Be(status);

        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        response.Headers.GetValues("X-Frame-Options").Should().Equal("DENY");
        response.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'self'");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.Contains("Server").Should().BeFalse();
    }

    private static async Task<(HttpStatusCode Status, string Text)> TextAsync(HttpClient client, HttpRequestMessage request)
    {
        using HttpResponseMessage response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<long> WindowAsync()
    {
        await using NpgsqlCommand command = fixture.DataSource.CreateCommand("SELECT floor(extract(epoch FROM clock_timestamp()) / 60)::bigint");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<int> RowsAsync(string sql)
    {
        await using NpgsqlCommand command = fixture.DataSource.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }
}
