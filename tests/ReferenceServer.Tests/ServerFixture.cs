using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hangfire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ReferenceServer.Data;
using ReferenceServer.Hosting;
using ReferenceServer.Planning;
using ReferenceServer.Runs;
using ReferenceServer.Workers;

namespace ReferenceServer.Tests;

/// <summary>A worker's container on a database of its own. What the queue would do, tests do by hand.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal const string AuditSecret = "Qm9vNGZhaWR1YWdoMmVpNGF0aDVvb2dhaA==x";

    private readonly string _root = Directory.CreateTempSubdirectory("reference-server-").FullName;
    private readonly List<IHost> _hosts = [];
    private PostgresTestDatabase _database = null!;

    /// <summary>Gets a connection string of the least privileged role, past any pooler: a worker keeps locks on its connections.</summary>
    internal string Connection => ConnectionOf(PostgresCluster.App);

    internal NpgsqlDataSource Owner => _database.OwnerDataSource;

    internal string Root => _root;

    internal string[] Mail => Directory.Exists(Path.Combine(_root, "maildir", "new")) ? Directory.GetFiles(Path.Combine(_root, "maildir", "new")) : [];

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.All);
        await Migration.RunAsync(_database.OwnerDataSource, (PostgresCluster.App, PostgresCluster.Refresher, PostgresCluster.Auditor), CancellationToken.None);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Path.Combine(_root, "appsettings.json"));
        foreach (string directory in (string[])["policies", "tenants"])
        {
            Directory.CreateDirectory(Path.Combine(_root, directory));
            foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, directory)))
                File.Copy(file, Path.Combine(_root, directory, Path.GetFileName(file)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IHost host in _hosts)
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        await _database.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Starts one more process's container.</summary>
    internal async Task<IServiceProvider> StartAsync(params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production", ContentRootPath = _root });
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:Governance", Connection), new("ConnectionStrings:Refresher", ConnectionOf(PostgresCluster.Refresher)), new("AUDIT_SECRET", AuditSecret), new("Server:Maildir", Path.Combine(_root, "maildir")),
            .. settings.Select(static setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)),
        ]);
        builder.Services.AddLogging();
        builder.Services.AddReferenceServer(builder.Configuration).AddRunWork(builder.Configuration);
        IHost host = builder.Build();
        await host.StartAsync();
        _hosts.Add(host);
        return host.Services;
    }

    internal string ConnectionOf(string role) =>
        new NpgsqlConnectionStringBuilder(_database.OwnerDataSource.ConnectionString) { Username = role, Password = PostgresCluster.Password }.ConnectionString;

    /// <summary>Adds a tenant. For those who start afterwards.</summary>
    internal Task AddTenantAsync(string tenant, string limits) => File.WriteAllTextAsync(Path.Combine(_root, "tenants", $"{tenant}.json"), $$"""{ "tenant_id": "{{tenant}}", {{limits}} }""");

    internal static RunRequest Request(string message, string tenant = "acme", string? key = null) =>
        new(Guid.CreateVersion7().ToString(), new GovernanceScope(tenant, "support", "ann", ["support_agent"]), message) { Title = "A task", Tags = ["test"], IdempotencyKey = key };

    /// <summary>Submits a task and hands it to the queue, as a process does that lives that long.</summary>
    internal static async Task<string> SubmitAsync(IServiceProvider services, RunRequest request)
    {
        (SubmitStatus status, string runId) = await services.GetRequiredService<RunRequests>().SubmitAsync(request, default);
        status.Should().Be(SubmitStatus.Accepted);
        await services.GetRequiredService<OutboxRelay>().RelayAsync(default);
        return runId;
    }

    /// <summary>Waits until a query's number is 0.</summary>
    internal async Task WaitUntilNoneAsync(string sql, TimeSpan atMost)
    {
        long from = TimeProvider.System.GetTimestamp();
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        for (long left = await CountAsync(sql); left > 0; left = await CountAsync(sql))
        {
            TimeProvider.System.GetElapsedTime(from).Should().BeLessThan(atMost, "`{0}` is still {1}", sql, left);
            await pace.WaitForNextTickAsync();
        }
    }

    /// <summary>Asks for one number, as the owner.</summary>
    internal async Task<long> CountAsync(string sql)
    {
        await using NpgsqlCommand command = Owner.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    internal static Task<RunLook> LookAsync(IServiceProvider services, string runId, CancellationToken stopping = default) => services.GetRequiredService<RunWork>().LookAsync(runId, stopping);

    internal static long Enqueued(IServiceProvider services) => services.GetRequiredService<JobStorage>().GetMonitoringApi().EnqueuedCount("default");

    internal static async Task<List<string>> EventsAsync(IServiceProvider services, string runId) => [.. (await ChainAsync(services, runId)).Select(static row => row.Type)];

    /// <summary>Verifies a run's chain and reads it.</summary>
    internal static async Task<List<StoredEvent>> ChainAsync(IServiceProvider services, string runId)
    {
        ILedger ledger = services.GetRequiredService<ILedger>();
        (await ledger.VerifyAsync(runId, new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact);
        List<StoredEvent> rows = [];
        await foreach (StoredEvent row in ledger.ReadAsync(runId))
            rows.Add(row);
        return rows;
    }
}
