using Enterprise.Governance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Documentation;

internal static class GettingStarted
{
    internal static async Task StartAsync(string[] args)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddEnterpriseGovernance();
        using IHost host = builder.Build();
        await host.StartAsync();
        IGovernance governance = host.Services.GetRequiredService<IGovernance>();
        await GreetAsync(governance);
    }

    internal static void AddTelemetry(HostApplicationBuilder builder)
    {
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddGovernanceInstrumentation())
            .WithTracing(tracing => tracing.AddGovernanceInstrumentation());
    }

    internal static void AddAlone(IServiceCollection services, string secret)
    {
        services.AddGovernanceLedger(o => o.AuditSecret = secret).UseSqlite(o => o.ConnectionString = "Data Source=ledger.db");
        services.AddGovernancePolicies(o => o.AddDirectory("policies"));
        services.AddGovernanceRateLimiting(o => o.DefaultLimits = new() { UserRpm = 60 }).UseInProcess();
        services.AddGovernanceCostMetering().UseSqlite(o => o.ConnectionString = "Data Source=costs.db");
        services.AddGovernanceProjections(o => o.Add("orders_list", "SELECT id, total FROM orders", "id")).UseSqlite();
    }

    internal static async Task<string?> GreetAsync(IGovernance governance)
    {
        await using GovernedRun run = await governance.StartRunAsync(new GovernanceScope("acme", user: "ann", roles: ["agent"]));
        ActionOutcome<string> outcome = await run.InvokeAsync(
            new ActionCall("greet", "demo", """{"name":"Ann"}"""u8.ToArray(), idempotencyKey: "once"),
            static _ => ValueTask.FromResult("hello"),
            AppJson.Default.String);
        return outcome.Value;
    }
}
