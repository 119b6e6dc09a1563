using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Tests;

public sealed class HealthTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("governance").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Check_TellsThePolicySetInForce_AndIsDegradedWhileItsFilesAreBroken()
    {
        string rules = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "policies")).FullName, "rules.json");
        await File.WriteAllTextAsync(rules, """[{"policy_id":"p","effect":{"deny":true}}]""");
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development", ContentRootPath = _root });
        builder.Logging.ClearProviders();
        builder.Services.AddEnterpriseGovernance();
        builder.Services.AddHealthChecks().AddGovernance();
        using IHost host = builder.Build();
        await host.StartAsync();
        IPolicyEngine engine = host.Services.GetRequiredService<IPolicyEngine>();
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();

        HealthReportEntry sound = (await health.CheckHealthAsync()).Entries["governance"];
        await File.WriteAllTextAsync(rules, """[{"policy_id":"p","effekt":{"deny":true}}]""");
        await engine.ReloadAsync();
        HealthReportEntry broken = (await health.CheckHealthAsync()).Entries["governance"];

        sound.Status.Should().Be(HealthStatus.Healthy);
        sound.Data["policy_set"].Should().Be(engine.Current.Version);
        broken.Status.Should().Be(HealthStatus.Degraded);
        broken.Description.Should().Be("the policy files have 2 errors; the set before stays in force");
        broken.Data["policy_set"].Should().Be(engine.Current.Version);
        await host.StopAsync();
    }
}
