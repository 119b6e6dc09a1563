using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Tests;

public sealed class StartupTests : IDisposable
{
    private const string GoodSecret = "Qm9vNGZhaWR1YWdoMmVpNGF0aDVvb2dhaA==x";

    private readonly string _root = Directory.CreateTempSubdirectory("governance").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Start_InDevelopmentWithNothing_MakesFileSchemaAndOwnerReadableSecret()
    {
        using IHost host = Build("Development", []);
        await host.StartAsync();

        string secret = Path.Combine(_root, "governance.db.secret");
        File.Exists(Path.Combine(_root, "governance.db")).Should().BeTrue();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(secret).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(secret)).Trim().Should().HaveLength(64);
        await using GovernedRun run = await host.Services.GetRequiredService<IGovernance>().StartRunAsync(new GovernanceScope("anybody", user: "ann"));
        await run.CompleteAsync();
        (await host.Services.GetRequiredService<ILedger>().VerifyAsync(run.RunId))!.Ok.Should().BeTrue();
        ProjectionPage page = await host.Services.GetRequiredService<IProjections>().QueryAsync(new ProjectionQuery("runs_mv"));
        page.Value(0, "state").Should().Be("completed");
        page.Value(0, "last_seq").Should().Be(2L);
        await host.StopAsync();
    }

    [Fact]
    public async Task Start_Twice_KeepsTheGeneratedSecret()
    {
        string runId;
        using (IHost first = Build("Development", []))
        {
            await first.StartAsync();
            runId = (await first.Services.GetRequiredService<IGovernance>().StartRunAsync(new GovernanceScope("acme"))).RunId;
            await first.StopAsync();
        }

        using IHost second = Build("Development", []);
        await second.StartAsync();
        (await second.Services.GetRequiredService<ILedger>().VerifyAsync(runId))!.Ok.Should().BeTrue();
        await second.StopAsync();
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("development2")]
    public async Task Start_OutsideDevelopment_FailsOnceWithEverything(string environment)
    {
        Write("tenants/acme.json", """{"tenant_id":"acme","rate_limit":{}}""");
        Write("tenants/beta.json", """{"tenant_id":"gamma","limits":{"max_cost_units":-1}}""");
        Write("policies/rules.json", """[{"policy_id":"p","effekt":{"deny":true}}]""");
        using IHost host = Build(environment, []);

        GovernanceStartupException e = (await host.Awaiting(static h => h.StartAsync()).Should().ThrowAsync<GovernanceStartupException>()).Which;

        e.Problems.Should().Contain("no audit key is given; set AUDIT_SECRET or AUDIT_KEYS_JSON");
        e.Problems.Should().Contain("no store is chosen; set the connection string `Governance` for Postgres, or `Governance:Store` to `Sqlite`, or call UsePostgres(…) or UseSqlite()");
        e.Problems.Should().ContainSingle(static p => p.Contains("acme.json:1:21: unknown key `rate_limit`; help: did you mean `rate_limits`?"));
        e.Problems.Should().ContainSingle(static p => p.Contains("beta.json:1:14: `tenant_id` is `gamma`, but the file is that of `beta`"));
        e.Problems.Should().ContainSingle(static p => p.Contains("beta.json:1:49: `max_cost_units` is -1"));
        e.Problems.Should().ContainSingle(static p => p.Contains("rules.json:1:19: unknown key `effekt`"));
        foreach (string problem in e.Problems)
            e.Message.Should().Contain(problem);
        File.Exists(Path.Combine(_root, "governance.db")).Should().BeFalse("a refused start leaves nothing behind");
    }

    [Fact]
    public async Task Start_WithLintErrorsThatRefuseASet_ListsThem()
    {
        Write("policies/rules.json", """[{"policy_id":"p","when":{"action":"x","not":{"action":"*"}},"effect":{"deny":true}}]""");
        using IHost host = Build("Development", [], policies: static options => options.FailOnLintErrors = true);

        GovernanceStartupException e = (await host.Awaiting(static h => h.StartAsync()).Should().ThrowAsync<GovernanceStartupException>()).Which;

        e.Problems.Should().ContainSingle().Which.Should().EndWith("rules.json:1:15: `p` never matches: `not` holds for no request; help: mend the condition, or remove the rule");
    }

    [Theory]
    [InlineData("short", "the secret of audit key `k0` has 5 bytes; at least 32 random ones are needed")]
    [InlineData("change-me-change-me-change-me-change-me", "the secret of audit key `k0` is a known sample; use 32 random bytes of your own")]
    public async Task Start_InProductionWithAWeakSecret_FailsWithoutShowingIt(string secret, string problem)
    {
        using IHost host = Build("Production", new() { ["AUDIT_SECRET"] = secret, ["Governance:Store"] = "Sqlite", ["Governance:SchemaMode"] = "Apply" });

        GovernanceStartupException e = (await host.Awaiting(static h => h.StartAsync()).Should().ThrowAsync<GovernanceStartupException>()).Which;

        e.Problems.Should().Equal(problem);
        e.Message.Should().NotContain(secret);
    }

    [Fact]
    public async Task Start_InProductionWithoutMigrations_ListsThem()
    {
        using IHost host = Build("Production", new() { ["AUDIT_SECRET"] = GoodSecret, ["Governance:Store"] = "Sqlite" });

        GovernanceException e = (await host.Awaiting(static h => h.StartAsync()).Should().ThrowAsync<GovernanceException>()).Which;

        e.Code.Should().Be("schema_mismatch");
        e.Message.Should().Contain("ledger/0001_run_events").And.Contain("core/0001_runs").And.Contain("governance migrate");
    }

    [Fact]
    public async Task Start_InProduction_DeniesUnknownTenantsUnlessThereIsADefaultFile()
    {
        Write("tenants/acme.json", """{"tenant_id":"acme"}""");
        Dictionary<string, string?> settings = new() { ["AUDIT_SECRET"] = GoodSecret, ["Governance:Store"] = "Sqlite", ["Governance:SchemaMode"] = "Apply" };
        using (IHost host = Build("Production", settings))
        {
            await host.StartAsync();
            IGovernance governance = host.Services.GetRequiredService<IGovernance>();
            await governance.StartRunAsync(new GovernanceScope("acme"));
            (await governance.Awaiting(static g => g.StartRunAsync(new GovernanceScope("other")).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("unknown_tenant");
            await host.StopAsync();
        }

        Write("tenants/_default.json", """{"tenant_id":"_default","limits":{"max_tool_calls":0}}""");
        using IHost again = Build("Production", settings);
        await again.StartAsync();
        await using GovernedRun run = await again.Services.GetRequiredService<IGovernance>().StartRunAsync(new GovernanceScope("other"));
        ActionOutcome<string> outcome = await run.InvokeAsync(new ActionCall("a"), static _ => ValueTask.FromResult("x"), TestJson.Default.String);
        outcome.Status.Should().Be(ActionStatus.BudgetExceeded);
        await again.StopAsync();
    }

    [Fact]
    public async Task Precedence_CodeThenRootKeyThenSectionThenDefault()
    {
        Dictionary<string, string?> settings = new() { ["RATE_LIMIT_WINDOW_S"] = "30", ["Governance:RateLimitWindowSeconds"] = "20", ["Governance:DefaultEffect"] = "deny" };
        using IHost root = Build("Development", settings);
        Window(root).Should().Be(30);
        settings.Remove("RATE_LIMIT_WINDOW_S");
        using IHost section = Build("Development", settings);
        Window(section).Should().Be(20);
        using IHost code = Build("Development", settings, static o => o.RateLimitWindowSeconds = 10);
        Window(code).Should().Be(10);
        using IHost none = Build("Development", []);
        Window(none).Should().Be(60);

        await section.StartAsync();
        await using GovernedRun run = await section.Services.GetRequiredService<IGovernance>().StartRunAsync(new GovernanceScope("acme"));
        (await run.InvokeAsync(new ActionCall("a"), static _ => ValueTask.FromResult("x"), TestJson.Default.String)).Status.Should().Be(ActionStatus.Denied);
        await section.StopAsync();

        static int Window(IHost host) => host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<RateLimiting.RateLimitOptions>>().Value.WindowSeconds;
    }

    [Fact]
    public void Registration_TouchesNothing_AndTwiceIsHarmless()
    {
        ServiceCollection services = new();
        services.AddEnterpriseGovernance();
        int once = services.Count;
        services.AddEnterpriseGovernance();

        Directory.EnumerateFileSystemEntries(_root).Should().BeEmpty();
        services.Where(static d => d.ServiceType == typeof(IGovernance)).Should().ContainSingle();
        services.Where(static d => d.ServiceType == typeof(IHostedService)).GroupBy(static d => d.ImplementationType).Should().OnlyContain(static g => g.Count() == 1);
        once.Should().BePositive();
    }

    private IHost Build(string environment, Dictionary<string, string?> settings, Action<EnterpriseGovernanceOptions>? configure = null, Action<PoliciesOptions>? policies = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment, ContentRootPath = _root });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddEnterpriseGovernance(configure);
        if (policies is not null)
            builder.Services.Configure(policies);
        return builder.Build();
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
