using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.AspNetCore.Tests.Support;

/// <summary>A web host with governance on a SQLite file of its own.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _directory;

    private WebHost(WebApplication app, string directory, FakeTimeProvider time)
    {
        _app = app;
        _directory = directory;
        Time = time;
    }

    internal FakeTimeProvider Time { get; }

    internal string Database => Path.Combine(_directory, "governance.db");

    internal string Archive => Path.Combine(_directory, "archive");

    internal IServiceProvider Services => _app.Services;

    internal IGovernance Governance => Services.GetRequiredService<IGovernance>();

    internal ILedger Ledger => Services.GetRequiredService<ILedger>();

    internal static async Task<WebHost> StartAsync(
        Action<WebApplication> map, string policies = "[]", TenantRateLimits? rates = null, CostLimits? costs = null,
        Action<IServiceCollection>? register = null, Action<GovernanceHttpOptions>? configure = null, bool onKestrel = false)
    {
        string directory = Directory.CreateTempSubdirectory("governance-web").FullName;

        // The beginning of a minute, which is that of a window too.
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        FakeTimeProvider time = new(new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production, ContentRootPath = directory });
        builder.Logging.ClearProviders();
        if (onKestrel)
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        else
            builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<ITenantSource>(new TestTenants(rates ?? TenantRateLimits.Unlimited, costs ?? CostLimits.Unlimited));
        register?.Invoke(builder.Services);
        builder.Services.AddGovernanceCore().UseSqlite(o => o.ConnectionString = Path.Combine(directory, "governance.db"));
        builder.Services.Configure<LedgerOptions>(static o => o.AuditSecret = "a-test-secret-of-at-least-32-bytes!");
        builder.Services.Configure<PoliciesOptions>(o => o.AddText(policies, "test.json"));
        builder.Services.AddGovernanceAspNetCore(configure);
        builder.Services.AddAuthentication(TestAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, TestAuthentication>(TestAuthentication.SchemeName, null);
        builder.Services.AddAuthorization();
        WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        map(app);
        await app.StartAsync();
        return new WebHost(app, directory, time);
    }

    /// <summary>Makes a client; without claims it is nobody.</summary>
    internal HttpClient Client(string? claims = "tenant=acme;org=sales;sub=ann;roles=agent")
    {
        HttpClient client = _app.Services.GetRequiredService<IServer>() is TestServer server
            ? server.CreateClient()
            : new HttpClient { BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        if (claims is not null)
            client.DefaultRequestHeaders.Add(TestAuthentication.Header, claims);
        return client;
    }

    internal async Task<string[]> EventsAsync(string runId)
    {
        List<string> types = [];
        await foreach (StoredEvent row in Ledger.ReadAsync(runId))
            types.Add(row.Type);
        return [.. types];
    }

    internal async Task<string> DataAsync(string runId, string type)
    {
        await foreach (StoredEvent row in Ledger.ReadAsync(runId))
        {
            if (row.Type == type)
                return System.Text.Encoding.UTF8.GetString(row.GetData().Span);
        }

        throw new InvalidOperationException($"no event {type}");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
