using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Tests;

/// <summary>A host whose audit keys come from a provider, and from nothing else.</summary>
public sealed class AuditKeyProviderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("governance").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Start_TheProvidersKeysAreWeak_IsAmongTheProblems()
    {
        using IHost host = Build("Production", new Vault(new AuditKeyRing(new AuditKey("k0", "short"))));

        GovernanceStartupException failed = (await FluentActions.Awaiting(() => host.StartAsync()).Should().ThrowAsync<GovernanceStartupException>()).Which;

        failed.Problems.Should().Contain("the secret of audit key `k0` has 5 bytes; at least 32 random ones are needed");
        failed.Problems.Should().NotContain(static problem => problem.Contains("AUDIT_SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_TheProviderFails_IsAmongTheProblemsWithoutWhatItSays()
    {
        using IHost host = Build("Production", new Vault(null));

        GovernanceStartupException failed = (await FluentActions.Awaiting(() => host.StartAsync()).Should().ThrowAsync<GovernanceStartupException>()).Which;

        failed.Problems.Should().Contain("the audit key provider `VaultKeys` failed with InvalidOperationException");
        failed.ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public async Task Health_WhileTheProviderFails_IsDegradedAndRunsGoOn()
    {
        Vault vault = new(new AuditKeyRing(new AuditKey("k7", "thirty-two bytes of a random secret, or more")));
        using IHost host = Build("Development", vault);
        await host.StartAsync();
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        (await health.CheckHealthAsync()).Status.Should().Be(HealthStatus.Healthy);

        vault.Ring = null;
        await host.Services.GetRequiredService<LiveAuditKeys>().RefreshAsync();

        HealthReportEntry entry = (await health.CheckHealthAsync()).Entries["governance"];
        (entry.Status, entry.Description).Should().Be((HealthStatus.Degraded, "the audit keys could not be renewed (audit_keys_unavailable); those of before stay in force"));
        AppendReceipt receipt = await host.Services.GetRequiredService<ILedger>().AppendAsync("run", LedgerEvent.Create("note", "{}"u8.ToArray()));
        await foreach (StoredEvent row in host.Services.GetRequiredService<ILedger>().ReadAsync(receipt.RunId))
            row.Kid.Should().Be("k7");
        File.Exists(Path.Combine(_root, "governance.db.secret")).Should().BeFalse("nobody needs it");
        await host.StopAsync();
    }

    private IHost Build(string environment, Vault vault)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment, ContentRootPath = _root });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(vault);
        builder.Services.AddEnterpriseGovernance().UseAuditKeys<VaultKeys>();
        builder.Services.AddHealthChecks().AddGovernance();
        return builder.Build();
    }

    private sealed class Vault(AuditKeyRing? ring)
    {
        internal AuditKeyRing? Ring { get; set; } = ring;
    }

    private sealed class VaultKeys(Vault vault) : IAuditKeyProvider
    {
        public ValueTask<AuditKeyRing> GetKeysAsync(CancellationToken cancellationToken) =>
            vault.Ring is { } ring ? ValueTask.FromResult(ring) : throw new InvalidOperationException("the secret is hunter2");
    }
}
