using Enterprise.Governance.Core.Tests;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Tests;

/// <summary>A host that verifies its chains by itself.</summary>
public sealed class LedgerVerificationHealthTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("governance").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Host_FindsAForgedEventWhenItStartsAndItIsTime_AndIsUnhealthy()
    {
        using (IHost first = Build(new Observer()))
        {
            await first.StartAsync();
            await first.Services.GetRequiredService<ILedger>().AppendAsync("run-1", LedgerEvent.Create("note", """{"n":1}"""u8.ToArray()));
            (await CheckAsync(first)).Status.Should().Be(HealthStatus.Healthy);
            await first.StopAsync();
        }

        await ForgeAsync("DROP TRIGGER run_events_no_update; UPDATE run_events SET canonical = replace(canonical, '\"n\":1', '\"n\":2');");
        Observer observer = new();
        using IHost second = Build(observer, static services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(1))));
        await second.StartAsync();
        VerifyReport report = await observer.Found.Task.WaitAsync(TestContext.Current.CancellationToken);

        report.RunId.Should().Be("run-1");
        HealthReportEntry entry = await CheckAsync(second);
        (entry.Status, entry.Description).Should().Be((HealthStatus.Unhealthy, "a chain or the log of anchors is not sound; the log of the host names it"));
        await second.StopAsync();
    }

    [Fact]
    public async Task Check_AfterTwoIntervalsWithoutACompleteVerification_IsDegraded()
    {
        FakeTimeProvider clock = new();
        using IHost host = Build(new Observer(), services => services.AddSingleton<TimeProvider>(clock));
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
        clock.Advance(TimeSpan.FromDays(2));
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);

        clock.Advance(TimeSpan.FromSeconds(1));

        HealthReportEntry entry = await CheckAsync(host);
        (entry.Status, entry.Description).Should().Be((HealthStatus.Degraded, "the last complete verification is older than two intervals"));
        await host.Services.GetRequiredService<LedgerVerification>().RunAsync();
        entry = await CheckAsync(host);
        (entry.Status, entry.Data["completed_at"]).Should().Be((HealthStatus.Healthy, clock.GetUtcNow()));
    }

    [Fact]
    public async Task Run_ObserverThatFails_IsLoggedAndStopsNoOther()
    {
        using LogRecorder log = new();
        Observer observer = new();
        using IHost host = Build(observer, services => services.AddSingleton<ILedgerVerificationObserver, BrokenObserver>().AddSingleton<ILoggerProvider>(log));
        await host.Services.GetRequiredService<ILedger>().AppendAsync("run-1", LedgerEvent.Create("note", """{"n":1}"""u8.ToArray()));
        await ForgeAsync("DROP TRIGGER run_events_no_update; UPDATE run_events SET canonical = replace(canonical, '\"n\":1', '\"n\":2');");

        LedgerVerificationResult result = await host.Services.GetRequiredService<LedgerVerification>().RunAsync();

        result.Should().Be(new LedgerVerificationResult(1, 1, 1, true));
        observer.Found.Task.IsCompletedSuccessfully.Should().BeTrue();
        log.Lines.Should().ContainSingle(line => line.StartsWith("Error: BrokenObserver failed to take a report; the verification goes on. System.InvalidOperationException: nobody is there", StringComparison.Ordinal));
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["ledger_verification"];

    private async Task ForgeAsync(string sql)
    {
        await using SqliteConnection connection = new($"Data Source={Path.Combine(_root, "governance.db")};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private IHost Build(Observer observer, Action<IServiceCollection>? configure = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development", ContentRootPath = _root });
        builder.Logging.ClearProviders();
        configure?.Invoke(builder.Services);
        builder.Services.AddEnterpriseGovernance();
        builder.Services.AddSingleton<ILedgerVerificationObserver>(observer);
        builder.Services.AddGovernanceVerification();
        builder.Services.AddHealthChecks().AddLedgerVerification();
        return builder.Build();
    }

    private sealed class Observer : ILedgerVerificationObserver
    {
        internal TaskCompletionSource<VerifyReport> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask OnFindingAsync(VerifyReport report, CancellationToken cancellationToken)
        {
            Found.TrySetResult(report);
            return default;
        }

        public ValueTask OnLogFindingAsync(LogReport report, CancellationToken cancellationToken) => default;
    }

    private sealed class BrokenObserver : ILedgerVerificationObserver
    {
        public ValueTask OnFindingAsync(VerifyReport report, CancellationToken cancellationToken) => throw new InvalidOperationException("nobody is there");

        public ValueTask OnLogFindingAsync(LogReport report, CancellationToken cancellationToken) => default;
    }
}
