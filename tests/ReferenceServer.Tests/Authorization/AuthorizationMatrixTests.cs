using System.Text.Json;
using Enterprise.Governance;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferenceServer.Runs;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests.Authorization;

/// <summary>Every endpoint × every role × own, foreign and no thing × every way to say who one is: nothing leaks, not even that something exists.</summary>
public sealed class AuthorizationMatrixTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private static readonly Thing Nothing = new(Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString(), "nowhere_mv");

    private readonly string _tenants = Directory.CreateTempSubdirectory("reference-tenants-").FullName;
    private readonly Dictionary<string, string> _users = new() { ["support_agent"] = "ann", ["approver"] = "bob", ["auditor"] = "dora", ["admin"] = "carla", ["guest"] = "eve" };
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        // The matrix asks more in a minute than a tenant usually may.
        foreach (string tenant in (string[])["acme", "globex"])
            await File.WriteAllTextAsync(Path.Combine(_tenants, $"{tenant}.json"), $$"""{ "tenant_id": "{{tenant}}" }""");
        _client = await fixture.StartAsync(
            ("Governance:Anchoring:VerifierKeys:0", fixture.SigningKey.VerifierKey.ToString()), ("Governance:TenantsDirectory", _tenants), ("Server:Users:5:Tenant", "acme"), ("Server:Users:5:User", "eve"), ("Server:Users:5:Key", EveKey), ("Server:Users:5:Roles:0", "guest"));
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        Directory.Delete(_tenants, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Table_HasEveryEndpoint()
    {
        IEnumerable<string> mapped = fixture.Endpoints.Where(AuthorizationTable.IsOfTheApi)
            .SelectMany(static endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => $"{method} {AuthorizationTable.PathOf(endpoint)}"));

        mapped.Should().BeEquivalentTo(AuthorizationTable.Rows.Select(static row => row.Endpoint));
    }

    [Fact]
    public async Task Refused_IsWhoeverSaysNothingOrWrongThings_AndWritesNothing()
    {
        Thing own = await ParkAsync("acme", "ann");
        Caller[] strangers = await StrangersAsync();
        string before = await DigestAsync();

        foreach (AuthorizationRow row in AuthorizationTable.Rows)
        {
            foreach (Caller stranger in strangers)
            {
                Reply reply = await stranger.AskAsync(_client, row, own);
                reply.Status.Should().Be(row.Access == Access.Open ? row.Status : 401, "{0} by {1}", row.Endpoint, stranger.Name);
                if (row.Access != Access.Open)
                    reply.Should().Be(await stranger.AskAsync(_client, row, Nothing, "not json"), "{0} by {1}: nothing of the request is looked at", row.Endpoint, stranger.Name);
            }
        }

        (await DigestAsync()).Should().Be(before, "nothing is written");
    }

    [Fact]
    public async Task Refused_IsARoleWithoutTheCapability_BeforeAnythingIsLookedAt_AndWritesNothing()
    {
        Thing own = await ParkAsync("acme", "ann"), foreign = await ParkAsync("globex", "gina");
        List<(string Role, Caller Caller)> callers = await CallersAsync();
        string before = await DigestAsync();

        foreach (AuthorizationRow row in AuthorizationTable.Rows.Where(static row => row.Access == Access.Capability))
        {
            foreach ((string role, Caller caller) in callers.Where(one => !AuthorizationTable.Roles[one.Role].Contains(row.Capability)))
            {
                Reply reply = await caller.AskAsync(_client, row, own);
                reply.Status.Should().Be(403, "{0} by {1}", row.Endpoint, caller.Name);
                JsonElement problem = JsonElement.Parse(reply.Body);
                (problem.GetProperty("type").GetString(), problem.GetProperty("capability").GetString()).Should().Be(("urn:enterprise-governance:problem:missing-capability", row.Capability));
                foreach (Thing thing in (Thing[])[foreign, Nothing])
                    (await caller.AskAsync(_client, row, thing, "not json")).Should().Be(reply, "{0} by {1}", row.Endpoint, caller.Name);
            }
        }

        (await DigestAsync()).Should().Be(before, "nothing is written");
    }

    [Fact]
    public async Task Foreign_IsAnsweredLikeNothing_ByteForByte_AndWritesNothing()
    {
        Thing foreign = await ParkAsync("globex", "gina");
        List<(string Role, Caller Caller)> callers = await CallersAsync();
        string before = await DigestAsync();

        foreach (AuthorizationRow row in AuthorizationTable.Rows.Where(static row => row.NamesAThing))
        {
            foreach ((string role, Caller caller) in callers.Where(one => AuthorizationTable.Roles[one.Role].Contains(row.Capability)))
            {
                Reply nothing = await caller.AskAsync(_client, row, Nothing);
                nothing.Status.Should().Be(404, "{0} by {1}", row.Endpoint, caller.Name);
                (await caller.AskAsync(_client, row, foreign with { List = Nothing.List })).Should().Be(nothing, "{0} by {1}", row.Endpoint, caller.Name);
            }
        }

        (await DigestAsync()).Should().Be(before, "nothing is written");
    }

    [Fact]
    public async Task Allowed_IsARoleWithTheCapability_ByCookieAndByBearer()
    {
        Thing own = await ParkAsync("acme", "ann"), foreign = await ParkAsync("globex", "gina");

        foreach (AuthorizationRow row in AuthorizationTable.Rows.Where(static row => row.Access != Access.Open))
        {
            foreach ((string role, Caller caller) in (await CallersAsync()).Where(one => row.Capability is null || AuthorizationTable.Roles[one.Role].Contains(row.Capability)))
            {
                Reply reply = await caller.AskAsync(_client, row, row.UsesUp ? await ParkAsync("acme", "ann") : own);
                reply.Status.Should().Be(row.Status, "{0} by {1}: {2}", row.Endpoint, caller.Name, reply.Body);
                reply.Body.Should().NotContain("globex").And.NotContain("gina").And.NotContain(foreign.Run).And.NotContain(foreign.Approval);
            }
        }
    }

    [Fact]
    public async Task Cookie_WithoutItsToken_ChangesNothing()
    {
        Thing own = await ParkAsync("acme", "ann");
        (string cookie, _) = await LoginAsync(_client, CarlaKey);
        string before = await DigestAsync();

        foreach (AuthorizationRow row in AuthorizationTable.Rows.Where(static row => row.Method != HttpMethod.Get && row.Endpoint != "POST /auth/login"))
            (await new Caller("a page elsewhere", cookie).AskAsync(_client, row, own)).Status.Should().Be(403, row.Endpoint);

        (await DigestAsync()).Should().Be(before);
    }

    /// <summary>Everybody of acme, by cookie and by bearer token.</summary>
    private async Task<List<(string Role, Caller Caller)>> CallersAsync()
    {
        List<(string, Caller)> callers = [];
        foreach ((string role, string key) in ((string, string)[])[("support_agent", AnnKey), ("approver", BobKey), ("auditor", DoraKey), ("admin", CarlaKey), ("guest", EveKey)])
        {
            (string cookie, string csrf) = await LoginAsync(_client, key);
            callers.Add((role, new Caller($"{role}, cookie", cookie, csrf)));
            callers.Add((role, new Caller($"{role}, bearer", Bearer: Tokens.Make(_users[role], role: role))));
        }

        return callers;
    }

    /// <summary>Everybody who is nobody.</summary>
    private async Task<Caller[]> StrangersAsync()
    {
        (string left, string leftCsrf) = await LoginAsync(_client, CarlaKey);
        using (HttpResponseMessage logout = await _client.SendAsync(Request(HttpMethod.Post, "/auth/logout", left, leftCsrf)))
            ((int)logout.StatusCode).Should().Be(204);
        (string expired, string expiredCsrf) = await LoginAsync(_client, CarlaKey);
        await ExecuteAsync("UPDATE reference.sessions SET expires_at = clock_timestamp()");
        (string idle, string idleCsrf) = await LoginAsync(_client, CarlaKey);
        await ExecuteAsync("UPDATE reference.sessions SET seen_at = seen_at - interval '31 minutes'");
        string[] parts = Tokens.Make().Split('.');
        return
        [
            new("nobody"), new("a logged out session", left, leftCsrf), new("an expired session", expired, expiredCsrf), new("an idle session", idle, idleCsrf),
            new("a forged cookie", new string('a', 64), leftCsrf), new("a cookie of nonsense", "nonsense", leftCsrf),
            new("a forged signature", Bearer: Tokens.Make(secret: "another secret of the tests with 32 bytes")), new("no signature", Bearer: $"{parts[0]}.{parts[1]}."),
            new("alg none", Bearer: $"{Tokens.Part("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}."), new("another issuer", Bearer: Tokens.Make(issuer: "somebody")),
            new("another audience", Bearer: Tokens.Make(audience: "others")), new("an expired token", Bearer: Tokens.Make(expires: -3600)), new("a token without end", Bearer: Tokens.Make(expires: null)),
        ];
    }

    /// <summary>Has a run wait for an approval that nobody has decided.</summary>
    private async Task<Thing> ParkAsync(string tenant, string user)
    {
        RunRequest request = ServerFixture.Request($"email bob@{tenant}.example: Hello | there", tenant);
        request = request with { Scope = new GovernanceScope(tenant, "support", user, ["support_agent"]) };
        await fixture.Worker.GetRequiredService<RunRequests>().SubmitAsync(request, default);
        await fixture.Worker.GetRequiredService<RunStart>().BeginAsync(request.RunId, default);
        await ServerFixture.LookAsync(fixture.Worker, request.RunId);
        await fixture.AnchorAsync();
        IReadOnlyList<ApprovalRecord> asked = await fixture.Worker.GetRequiredService<IApprovals>().ListAsync(new ApprovalQuery(tenant) { State = ApprovalState.Pending });
        return new Thing(request.RunId, asked.Single(approval => approval.RunId == request.RunId).ApprovalId, "runs_mv");
    }

    /// <summary>Returns what the database holds that callers can change.</summary>
    private async Task<string> DigestAsync()
    {
        List<string> digests = [];
        foreach (string table in (string[])["governance.runs", "governance.run_events", "governance.approvals", "governance.action_claims", "reference.run_requests", "reference.policy_documents", "reference.contacts"])
        {
            await using NpgsqlCommand command = fixture.DataSource.CreateCommand($"SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t");
            digests.Add($"{table} {(string)(await command.ExecuteScalarAsync())!}");
        }

        return string.Join('\n', digests);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = fixture.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
