using System.Net;
using Enterprise.Governance;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ReferenceServer.Anchoring;
using ReferenceServer.Dashboard;
using ReferenceServer.Data;
using ReferenceServer.Hosting;
using ReferenceServer.Runs;

namespace ReferenceServer.Tests;

/// <summary>API processes on one database, asked over HTTP.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    internal const string AnnKey = "demo-ann-of-acme-0000000000000000", BobKey = "demo-bob-of-acme-0000000000000000", GinaKey = "demo-gina-of-globex-00000000000000", GusKey = "demo-gus-of-globex-000000000000000",
        CarlaKey = "demo-carla-of-acme-000000000000000", DoraKey = "demo-dora-of-acme-0000000000000000", EveKey = "demo-eve-of-acme-00000000000000000",
        JwtSecret = "a secret of the tests with more than 32 bytes";

    private readonly string _directory = Directory.CreateTempSubdirectory("reference-server-api-").FullName;
    private readonly List<WebApplication> _apps = [];
    private PostgresTestDatabase _database = null!;
    private IHost _worker = null!;

    /// <summary>Gets what a worker has, without the queue.</summary>
    internal IServiceProvider Worker => _worker.Services;

    /// <summary>Gets the key of the worker's checkpoints.</summary>
    internal NoteSigningKey SigningKey { get; } = NoteSigningKey.Generate("tests.example/log");

    /// <summary>Gets where the worker keeps the latest checkpoint.</summary>
    internal string CheckpointFile => Path.Combine(_directory, "latest");

    /// <summary>Gets what the API process has that was started last.</summary>
    internal IServiceProvider Api => _apps[^1].Services;

    /// <summary>Gets the endpoints of an API process that was started, without its dashboard.</summary>
    internal IEnumerable<RouteEndpoint> Endpoints => _apps[0].Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>().Where(static endpoint => endpoint.Metadata.GetMetadata<DashboardPart>() is null);

    internal NpgsqlDataSource DataSource => _database.OwnerDataSource;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.All);
        await Migration.RunAsync(_database.OwnerDataSource, default, CancellationToken.None);
        HostApplicationBuilder worker = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        worker.Configuration.AddInMemoryCollection(
        [
            .. Settings(), new("GOVERNANCE_SIGNING_KEY", SigningKey.Export()), new("Governance:Anchoring:CheckpointFile", CheckpointFile), new("Governance:Anchoring:CheckpointDirectory", Path.Combine(_directory, "checkpoints")),

            // Tests anchor when they want it.
            new("Governance:Anchoring:Interval", "1.00:00:00"),
        ]);
        worker.Services.AddLogging();
        worker.Services.AddReferenceServer(worker.Configuration).AddRunWork(worker.Configuration).AddAnchoring(worker.Configuration, worker.Environment);
        _worker = worker.Build();
        await _worker.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication app in _apps)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        await _worker.StopAsync();
        await ((IAsyncDisposable)_worker).DisposeAsync();
        await _database.DisposeAsync();
        SigningKey.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Anchors what there is; a round of the worker that is under way at the same time makes this one come again.</summary>
    internal async Task AnchorAsync()
    {
        while ((await Worker.GetRequiredService<Anchorer>().RunAsync()).IsBusy)
        {
        }
    }

    /// <summary>Anchors a run that has ended, and archives it as the archivist does, from outside of the server.</summary>
    /// <returns>SHA-256 of its bundle.</returns>
    internal async Task<string> ArchiveAsync(string run)
    {
        await AnchorAsync();
        using RunArchiver archiver = new(Worker.GetRequiredService<IAnchorStore>(), Worker.GetRequiredService<LiveAuditKeys>(), new AnchoringOptions { SigningKey = SigningKey.Export() });
        ArchiveResult result = await archiver.ArchiveAsync(new ArchiveRequest { Before = DateTimeOffset.MaxValue, RunId = run, Directory = Path.Combine(_directory, "archive") }).SingleAsync();
        result.Outcome.Should().Be(ArchiveOutcome.Archived, result.Reason);
        return result.BundleSha256!;
    }

    /// <summary>Starts one more API process's host and returns a client of it that keeps no cookies by itself.</summary>
    internal async Task<HttpClient> StartAsync(params (string Key, string Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
        [
            .. Settings(), new("JWT_SECRET", JwtSecret), new("Server:LoginsPerAddress", "100000"), new("Server:LoginsPerKey", "100000"),
            .. User(0, "acme", "ann", AnnKey, "support_agent"), .. User(1, "acme", "bob", BobKey, "approver"), .. User(2, "globex", "gina", GinaKey, "admin"), .. User(3, "acme", "carla", CarlaKey, "admin"), .. User(4, "acme", "dora", DoraKey, "auditor"), .. User(5, "globex", "gus", GusKey, "admin"),
        ]);
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        WebApplication app = ApiHost.Build(builder);
        _apps.Add(app);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
    }

    internal static HttpRequestMessage Request(HttpMethod method, string path, string? cookie = null, string? csrf = null, string? body = null, string? bearer = null)
    {
        HttpRequestMessage request = new(method, path);
        if (cookie is not null)
            request.Headers.Add("Cookie", $"governance_session={cookie}");
        if (csrf is not null)
            request.Headers.Add("X-CSRF-Token", csrf);
        if (bearer is not null)
            request.Headers.Authorization = new("Bearer", bearer);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return request;
    }

    /// <summary>Logs in and returns the cookie's value and the CSRF token.</summary>
    internal static async Task<(string Cookie, string Csrf)> LoginAsync(HttpClient client, string key, string? previous = null)
    {
        using HttpResponseMessage response = await client.SendAsync(Request(HttpMethod.Post, "/auth/login", previous, body: $$"""{"api_key":"{{key}}"}"""));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        string cookie = response.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=')[1];
        return (cookie, System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("csrf_token").GetString()!);
    }

    /// <summary>Submits a run of acme's that no relay begins.</summary>
    internal async Task<string> SubmitUnbegunAsync(string user)
    {
        while (true)
        {
            RunRequest request = ServerFixture.Request("handbook: baggage");
            request = request with { Scope = new GovernanceScope("acme", "support", user, request.Scope.Roles) };
            await Worker.GetRequiredService<RunRequests>().SubmitAsync(request, default);
            await using NpgsqlCommand hold = DataSource.CreateCommand($"UPDATE reference.outbox SET not_before = 'infinity' WHERE run_id = '{request.RunId}'");
            await hold.ExecuteNonQueryAsync();

            // A relay may have been quicker.
            if (await Worker.GetRequiredService<IGovernance>().GetRunAsync(request.RunId) is null)
                return request.RunId;
        }
    }

    private KeyValuePair<string, string?>[] Settings() =>
    [
        new("ConnectionStrings:Governance", new NpgsqlConnectionStringBuilder(_database.OwnerDataSource.ConnectionString) { Password = PostgresCluster.Password }.ConnectionString),
        new("AUDIT_SECRET", "Qm9vNGZhaWR1YWdoMmVpNGF0aDVvb2dhaA==x"),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> User(int i, string tenant, string user, string key, string role) =>
    [
        new($"Server:Users:{i}:Tenant", tenant), new($"Server:Users:{i}:Org", "support"), new($"Server:Users:{i}:User", user), new($"Server:Users:{i}:Key", key), new($"Server:Users:{i}:Roles:0", role),
    ];
}
