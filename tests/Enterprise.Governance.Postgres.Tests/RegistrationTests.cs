using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests;

public sealed class RegistrationTests
{
    private const PostgresFeatures Three = PostgresFeatures.Policies | PostgresFeatures.RateLimiting | PostgresFeatures.CostMetering;

    // Nobody listens there: whatever opens a connection fails.
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=nobody;Password=do-not-tell;Timeout=1";

    [Fact]
    public void Use_RegistersTheStoresAndOpensNothing()
    {
        using ServiceProvider provider = Services(Nowhere).BuildServiceProvider();

        provider.GetRequiredService<IPolicySetStore>().Should().BeOfType<PostgresPolicySetStore>();
        provider.GetRequiredService<IRateLimitStore>().Should().BeOfType<PostgresRateLimitStore>();
        provider.GetRequiredService<ICostStore>().Should().BeOfType<PostgresCostStore>();
        provider.GetRequiredService<GovernancePostgresDatabase>().Features.Should().Be(Three);
    }

    [Fact]
    public void Use_ByTheLedger_KeepsTheLogOfAnchorsBesideTheChains()
    {
        ServiceCollection services = new();
        services.AddGovernanceLedger(options => options.AuditSecret = new string('s', 40)).UsePostgres(Nowhere);
        using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IAnchorStore>().Should().BeOfType<PostgresAnchorStore>();
        provider.GetRequiredService<GovernancePostgresDatabase>().Features.Should().Be(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);
    }

    [Fact]
    public void Use_Twice_IsHarmlessAndTheFirstDataSourceStays()
    {
        ServiceCollection services = new();
        GovernanceRateLimitingBuilder builder = services.AddGovernanceRateLimiting().UsePostgres(Nowhere);
        int before = services.Count;
        builder.UsePostgres("Host=elsewhere").UsePostgres();
        using ServiceProvider provider = services.BuildServiceProvider();

        services.Should().HaveCount(before);
        provider.GetServices<IHostedService>().OfType<PostgresStartup>().Should().ContainSingle();
        provider.GetRequiredService<GovernancePostgresDatabase>().DataSource.ConnectionString.Should().Contain("127.0.0.1");
    }

    [Fact]
    public async Task Use_EveryWayToNameADatabase_EndsAtThatOne()
    {
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(Nowhere);
        Action<GovernanceRateLimitingBuilder>[] ways =
        [
            builder => builder.UsePostgres(dataSource),
            builder => builder.UsePostgres(_ => dataSource),
            builder => builder.UsePostgresKeyed("here"),
            builder => builder.UsePostgres(provider => provider.GetRequiredKeyedService<NpgsqlDataSource>("here"), options => options.Schema = "audit"),
            builder => builder.UsePostgres(options => options.Schema = "audit"),
        ];
        foreach (Action<GovernanceRateLimitingBuilder> use in ways)
        {
            ServiceCollection services = new();
            services.AddKeyedSingleton("here", (_, _) => dataSource);
            services.AddSingleton(_ => dataSource);
            use(services.AddGovernanceRateLimiting());
            using ServiceProvider provider = services.BuildServiceProvider();

            provider.GetRequiredService<GovernancePostgresDatabase>().DataSource.Should().BeSameAs(dataSource);
        }
    }

    [Fact]
    public async Task Container_DisposesWhatItBuilt_AndNothingElse()
    {
        await using NpgsqlDataSource hosts = NpgsqlDataSource.Create(Nowhere);
        ServiceCollection services = new();
        services.AddGovernanceRateLimiting().UsePostgres(hosts);
        await using (ServiceProvider provider = services.BuildServiceProvider())
            provider.GetRequiredService<IRateLimitStore>();
        NpgsqlDataSource own;
        await using (ServiceProvider provider = Services(Nowhere).BuildServiceProvider())
            own = provider.GetRequiredService<GovernancePostgresDatabase>().DataSource;

        hosts.Invoking(static d => d.OpenConnection()).Should().Throw<NpgsqlException>("nobody listens there, but it is the host's to dispose");
        own.Invoking(static d => d.OpenConnection()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Container_WithoutADataSource_SaysWhatToDo()
    {
        ServiceCollection services = new();
        services.AddGovernanceRateLimiting().UsePostgres();
        using ServiceProvider provider = services.BuildServiceProvider();

        provider.Invoking(static p => p.GetRequiredService<IRateLimitStore>()).Should().Throw<InvalidOperationException>()
            .WithMessage("no PostgreSQL data source is registered; pass one to `UsePostgres(…)`, or register an `NpgsqlDataSource`");
    }

    [Fact]
    public async Task Host_WithoutItsSchema_DoesNotStart()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.None);
        using IHost host = BuildHost(database.AppDataSource, SchemaMode.Validate);

        (await host.Awaiting(static h => h.StartAsync()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("schema_mismatch");
    }

    [Fact]
    public async Task Host_Apply_MigratesBeforeItsServicesStart()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.None);
        using IHost host = BuildHost(database.OwnerDataSource, SchemaMode.Apply);
        await host.StartAsync();

        (await host.Services.GetRequiredService<ICostStore>().GetRunUsageAsync("acme", "run", default)).Should().Be(RunUsage.None);
        await host.StopAsync();
    }

    [Fact]
    public async Task Host_WithoutItsServer_FailsWithoutTellingThePassword()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGovernanceRateLimiting().UsePostgres(Nowhere);
        using IHost host = builder.Build();

        GovernanceException e = (await host.Awaiting(static h => h.StartAsync()).Should().ThrowAsync<GovernanceException>()).Which;

        e.Code.Should().Be("store_unavailable");
        e.ToString().Should().NotContain("do-not-tell");
    }

    [Theory]
    [InlineData(0, 5, "`CommandTimeout` is 00:00:00; it must be between 00:00:01 and 10 minutes")]
    [InlineData(30, 0, "`LockTimeout` is 00:00:00; it must be between 00:00:00.0010000 and 10 minutes")]
    public async Task Options_OutOfRange_AreRefused(int command, int locks, string message)
    {
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(Nowhere);
        GovernancePostgresOptions options = new() { CommandTimeout = TimeSpan.FromSeconds(command), LockTimeout = TimeSpan.FromSeconds(locks) };

        FluentActions.Invoking(() => new GovernancePostgresDatabase(dataSource, options)).Should().Throw<ArgumentException>().WithMessage(message);
    }

    private static ServiceCollection Services(string connectionString)
    {
        ServiceCollection services = new();
        services.AddGovernancePolicies().UsePostgres(connectionString);
        services.AddGovernanceRateLimiting().UsePostgres();
        services.AddGovernanceCostMetering().UsePostgres();
        return services;
    }

    private static IHost BuildHost(NpgsqlDataSource dataSource, SchemaMode mode)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGovernanceCostMetering().UsePostgres(dataSource, options => options.SchemaMode = mode);
        return builder.Build();
    }
}
