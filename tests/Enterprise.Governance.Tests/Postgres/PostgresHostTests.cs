using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Enterprise.Governance.Tests.Postgres;

/// <summary>A host that is given the connection string <c>Governance</c>, as production is.</summary>
public sealed class PostgresHostTests : IAsyncLifetime
{
    private const string Secret = "Qm9vNGZhaWR1YWdoMmVpNGF0aDVvb2dhaA==x";

    private readonly string _root = Directory.CreateTempSubdirectory("governance").FullName;
    private PostgresTestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.All);
        Directory.CreateDirectory(Path.Combine(_root, "tenants"));
        Directory.CreateDirectory(Path.Combine(_root, "policies"));
        await File.WriteAllTextAsync(Path.Combine(_root, "tenants", "acme.json"), """{"tenant_id":"acme","rate_limits":{"tenant_rpm":600,"user_rpm":600},"limits":{"max_tool_calls":50}}""");
        await File.WriteAllTextAsync(Path.Combine(_root, "policies", "rules.json"), """[{"policy_id":"ask","when":{"action":"send_email"},"effect":{"require_approval":true}}]""");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task ConnectionString_InProduction_IsUsedAndNoFileIsMade()
    {
        using IHost host = Build(Connection());
        await host.StartAsync();

        host.Services.GetRequiredService<ILedgerStore>().Should().BeOfType<PostgresLedgerStore>();
        host.Services.GetRequiredService<IRateLimitStore>().Should().BeOfType<PostgresRateLimitStore>();
        Directory.EnumerateFiles(_root).Should().BeEmpty();
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        report.Entries["governance"].Data.Keys.Should().Contain("postgres.elapsed_ms").And.NotContain(static key => key.StartsWith("sqlite"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Approval_AskedInOneProcess_IsDecidedInAnotherAndResumedInAThird()
    {
        string runId;
        using (IHost first = Build(Connection()))
        {
            await first.StartAsync();
            await using GovernedRun run = await first.Services.GetRequiredService<IGovernance>().StartRunAsync(new GovernanceScope("acme", "sales", "ann", ["agent"]));
            runId = run.RunId;
            (await InvokeAsync(run, "send_email")).Status.Should().Be(ActionStatus.AwaitingApproval);
            await first.StopAsync();
        }

        using (IHost second = Build(Connection()))
        {
            await second.StartAsync();
            IApprovals desk = second.Services.GetRequiredService<IGovernance>().Approvals;
            ApprovalRecord pending = (await desk.ListAsync(new ApprovalQuery("acme") { State = ApprovalState.Pending })).Should().ContainSingle().Which;
            (await desk.DecideAsync(pending.ApprovalId, ApprovalDecision.Approved, new ApproverIdentity("acme", "bob"))).Status.Should().Be(ApprovalDecisionStatus.Decided);
            await second.StopAsync();
        }

        using IHost third = Build(Connection());
        await third.StartAsync();
        GovernedRun resumed = (await third.Services.GetRequiredService<IGovernance>().GetRunAsync(runId))!;
        (await InvokeAsync(resumed, "send_email")).Status.Should().Be(ActionStatus.Completed);
        (await InvokeAsync(resumed, "send_email")).Status.Should().Be(ActionStatus.AwaitingApproval, "a grant is good for one execution");
        await resumed.CompleteAsync();
        (await third.Services.GetRequiredService<ILedger>().VerifyAsync(runId, new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact);
        await third.StopAsync();
    }

    [Fact]
    public async Task PlainAction_OnTheWire_CostsThreeDurableRoundTrips()
    {
        NpgsqlConnectionStringBuilder connection = Connection();
        await using WireTap tap = WireTap.Start(connection);
        using IHost host = Build(connection);
        await host.StartAsync();
        await using GovernedRun run = await host.Services.GetRequiredService<IGovernance>().StartRunAsync(new GovernanceScope("acme", "sales", "ann", ["agent"]));
        await InvokeAsync(run, "read");
        tap.Clear();

        (await InvokeAsync(run, "read")).Status.Should().Be(ActionStatus.Completed);

        IReadOnlyList<string> exchanges = tap.Exchanges;
        exchanges.Should().Equal(
            "SELECT", // what is known of the call: reads
            "SELECT", // the limiter: durable by itself
            "BEGIN SELECT SELECT", "SELECT SELECT", "SELECT COMMIT", // the started commit: head; locks and claim; events
            "BEGIN SELECT SELECT", "SELECT SELECT", "SELECT COMMIT"); // the outcome commit
        await host.StopAsync();
    }

    [Fact]
    public async Task ServerUnreachable_FailsTheStartWithATypedErrorThatNamesNoSecret()
    {
        NpgsqlConnectionStringBuilder nowhere = Connection();
        nowhere.Port = 1;
        using IHost host = Build(nowhere);

        GovernanceException e = (await host.Awaiting(static h => h.StartAsync()).Should().ThrowAsync<GovernanceException>()).Which;

        (e.Code, e.IsTransient).Should().Be(("store_unavailable", true));
        e.Message.Should().NotContain(nowhere.Password!).And.NotContain("Host=");
    }

    [Fact]
    public async Task Development_WithoutASecret_KeepsOnePerDatabaseInTheUsersApplicationData()
    {
        // Where the user's application data is, by the XDG base directory specification; no other test of this process looks there.
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", _root);
        string runId;
        using (IHost first = Build(Connection(), "Development", secret: null))
        {
            await first.StartAsync();
            runId = (await first.Services.GetRequiredService<IGovernance>().StartRunAsync(new GovernanceScope("acme"))).RunId;
            await first.StopAsync();
        }

        using IHost second = Build(Connection(), "Development", secret: null);
        await second.StartAsync();
        (await second.Services.GetRequiredService<ILedger>().VerifyAsync(runId))!.Ok.Should().BeTrue();
        await second.StopAsync();

        string file = Directory.EnumerateFiles(Path.Combine(_root, "enterprise-governance")).Should().ContainSingle().Which;
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Path.GetFileName(file).Should().NotContain(_database.Name);
    }

    [Fact]
    public async Task Health_StandbyOrGone_IsUnhealthyWithACodeAndRecovers()
    {
        using IHost host = Build(Connection());
        await host.StartAsync();
        IStoreHealth store = host.Services.GetServices<IStoreHealth>().Single(static s => s.GetType().Name == "PostgresHealth");
        (await store.CheckAsync())!.Should().Match<StoreHealth>(static h => h.IsHealthy && h.Store == "postgres" && h.Code == null);

        await AdminAsync($"ALTER DATABASE {_database.Name} SET default_transaction_read_only = on");
        await KickAsync();
        StoreHealth readOnly = (await store.CheckAsync())!;
        (await FluentActions.Awaiting(() => host.Services.GetRequiredService<IGovernance>().StartRunAsync(new GovernanceScope("acme")).AsTask())
            .Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_read_only");
        await AdminAsync($"ALTER DATABASE {_database.Name} SET default_transaction_read_only = off");
        await KickAsync();

        (readOnly.IsHealthy, readOnly.Code).Should().Be((false, "store_read_only"));
        (await store.CheckAsync())!.IsHealthy.Should().BeTrue();
        await using GovernedRun run = await host.Services.GetRequiredService<IGovernance>().StartRunAsync(new GovernanceScope("acme"));
        (await InvokeAsync(run, "read")).Status.Should().Be(ActionStatus.Completed);
        await host.StopAsync();
    }

    /// <summary>Ends every session of the database, as a restart or a failover does.</summary>
    private Task KickAsync() => AdminAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_database.Name}'");

    private static async Task AdminAsync(string sql) => await (await PostgresCluster.GetAsync()).ExecuteAsync(sql);

    private NpgsqlConnectionStringBuilder Connection() => new(_database.AppDataSource.ConnectionString) { Password = PostgresCluster.Password };

    private IHost Build(NpgsqlConnectionStringBuilder connection, string environment = "Production", string? secret = Secret)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment, ContentRootPath = _root });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:Governance", connection.ConnectionString), new("AUDIT_SECRET", secret)]);
        builder.Services.AddEnterpriseGovernance();
        builder.Services.AddHealthChecks().AddGovernance(tags: ["ready"]);
        return builder.Build();
    }

    private static ValueTask<ActionOutcome<string>> InvokeAsync(GovernedRun run, string action) =>
        run.InvokeAsync(new ActionCall(action, "tool", """{"n":1}"""u8.ToArray()), static _ => ValueTask.FromResult("done"), TestJson.Default.String);
}
