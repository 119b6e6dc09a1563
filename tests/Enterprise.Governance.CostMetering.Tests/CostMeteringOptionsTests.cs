using Enterprise.Governance.Conformance;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.CostMetering.Tests;

public sealed class CostMeteringOptionsTests
{
    [Fact]
    public async Task Options_EveryProblemIsListedAtOnce()
    {
        await using SqliteFiles files = new(SqliteFeatures.CostMetering);
        SqliteCostStore store = new(files.Open(TimeProvider.System));
        CostMeteringOptions options = new() { HoldLifetime = TimeSpan.Zero, RenewInterval = TimeSpan.FromMinutes(5) };
        options.Tenants["a\nb"] = TenantCostLimits.Unlimited;

        FluentActions.Invoking(() => new CostMeter(store, options: options)).Should().Throw<ArgumentException>().Which.Message.Should().StartWith(
            "`HoldLifetime` is 00:00:00; it must be from 1 second to 1 day; "
            + "`RenewInterval` is 00:05:00; it must be positive and at most half of `HoldLifetime`, which is 00:00:00; "
            + "a key of `Tenants` has the control character U+000A at index 1");
    }

    [Fact]
    public async Task Container_CalledTwice_ResolvesOneWorkingMeter()
    {
        string directory = Directory.CreateTempSubdirectory("governance-").FullName;
        ServiceCollection services = new();
        services.AddGovernanceCostMetering(static options => options.DefaultLimits = new TenantCostLimits { Limits = new CostLimits { MaxToolCalls = 1 } })
            .UseSqlite(options => options.ConnectionString = Path.Combine(directory, "g.db"));
        services.AddGovernanceCostMetering().UseSqlite();
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            provider.GetServices<ICostMeter>().Should().ContainSingle();
            ICostMeter meter = provider.GetRequiredService<ICostMeter>();
            GovernanceScope scope = new("acme");
            (await meter.HoldAsync(new CostHoldRequest(new CostCall("run", "a", scope, CostCallKind.Tool)))).IsGranted.Should().BeTrue();
            (await meter.HoldAsync(new CostHoldRequest(new CostCall("run", "b", scope, CostCallKind.Tool)))).IsGranted.Should().BeFalse();
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Container_NoStore_SaysWhatToCall()
    {
        ServiceCollection services = new();
        services.AddGovernanceCostMetering();
        using ServiceProvider provider = services.BuildServiceProvider();

        FluentActions.Invoking(() => provider.GetRequiredService<ICostMeter>()).Should().Throw<InvalidOperationException>()
            .WithMessage("The cost meter has no store: call UseSqlite or UsePostgres on what AddGovernanceCostMetering returns.");
    }

    [Fact]
    public void Container_BadOptions_FailValidation()
    {
        ServiceCollection services = new();
        services.AddGovernanceCostMetering(static options => options.RenewInterval = TimeSpan.FromMinutes(3));
        using ServiceProvider provider = services.BuildServiceProvider();

        FluentActions.Invoking(() => provider.GetRequiredService<IStartupValidator>().Validate()).Should().Throw<OptionsValidationException>()
            .WithMessage("`RenewInterval` is 00:03:00; it must be positive and at most half of `HoldLifetime`, which is 00:02:00");
    }
}
