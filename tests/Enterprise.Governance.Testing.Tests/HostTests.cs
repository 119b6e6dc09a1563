using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Testing.Tests;

public sealed class HostTests
{
    private static readonly GovernanceScope Ann = new("acme", user: "ann");

    [Fact]
    public async Task Start_AsItIs_EveryTenantMayDoEverything()
    {
        await using GovernanceTestHost host = await GovernanceTestHost.Create().StartAsync();

        foreach (string tenant in (string[])["acme", "globex"])
        {
            await using GovernedRun run = await host.Governance.StartRunAsync(new GovernanceScope(tenant));
            (await InvokeAsync(run)).Status.Should().Be(ActionStatus.Completed);
            (await host.ReadEventTypesAsync(run.RunId)).Should().Equal("run.started", "policy.decided", "action.started", "action.completed");
            (await host.ShouldVerifyAsync(run.RunId)).Checked.Should().Be(4);
        }
    }

    [Fact]
    public async Task Tenants_OnceNamed_AreTheOnlyOnes()
    {
        await using GovernanceTestHost host = await GovernanceTestHost.Create()
            .WithTenant("acme", new TenantRateLimits { UserRpm = 2 }, new CostLimits { MaxToolCalls = 1 }).StartAsync();
        await using GovernedRun run = await host.Governance.StartRunAsync(Ann);

        (await InvokeAsync(run, "a")).Status.Should().Be(ActionStatus.Completed);
        (await InvokeAsync(run, "b")).Status.Should().Be(ActionStatus.BudgetExceeded);
        (await InvokeAsync(run, "c")).Status.Should().Be(ActionStatus.RateLimited);
        (await host.Awaiting(static h => h.Governance.StartRunAsync(new GovernanceScope("globex")).AsTask()).Should().ThrowAsync<GovernanceException>())
            .Which.Code.Should().Be("unknown_tenant");
    }

    [Fact]
    public async Task Clock_ThatIsGiven_IsTheHosts()
    {
        FakeTimeProvider time = new(DateTimeOffset.Parse("2026-01-02T03:04:05Z", System.Globalization.CultureInfo.InvariantCulture));
        await using GovernanceTestHost host = await GovernanceTestHost.Create().WithTenant("acme", new TenantRateLimits { UserRpm = 1 }).WithTime(time).StartAsync();
        await using GovernedRun run = await host.Governance.StartRunAsync(Ann);

        (await InvokeAsync(run, "a")).Status.Should().Be(ActionStatus.Completed);
        (await InvokeAsync(run, "b")).Status.Should().Be(ActionStatus.RateLimited);
        time.Advance(TimeSpan.FromMinutes(1));
        (await InvokeAsync(run, "b")).Status.Should().Be(ActionStatus.Completed);
        host.TimeProvider.Should().BeSameAs(time);
    }

    [Fact]
    public async Task Reset_StartsOver_WithTheSameTenantsAndPolicies()
    {
        await using GovernanceTestHost host = await GovernanceTestHost.Create().WithTenant("acme", limits: new CostLimits { MaxToolCalls = 1 }).StartAsync();
        string runId = (await host.Governance.StartRunAsync(Ann, new RunOptions { RunId = "run-1" })).RunId;
        string directory = Path.GetDirectoryName(FileOf(host))!, secret = SecretOf(host);

        await host.ResetAsync();

        Directory.Exists(directory).Should().BeFalse();
        SecretOf(host).Should().NotBe(secret);
        (await host.Governance.GetRunAsync(runId)).Should().BeNull();
        await using GovernedRun run = await host.Governance.StartRunAsync(Ann, new RunOptions { RunId = "run-1" });
        (await InvokeAsync(run, "a")).Status.Should().Be(ActionStatus.Completed);
        (await InvokeAsync(run, "b")).Status.Should().Be(ActionStatus.BudgetExceeded);
    }

    [Fact]
    public async Task Dispose_DeletesTheDatabase_AndRepeatedDoesNothing()
    {
        GovernanceTestHost host = await GovernanceTestHost.Create().StartAsync();
        string file = FileOf(host);
        File.Exists(file).Should().BeTrue();

        await host.DisposeAsync();
        await host.DisposeAsync();

        Directory.Exists(Path.GetDirectoryName(file)).Should().BeFalse();
        host.Invoking(static h => h.Ledger).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public async Task Policies_ThatAreWrong_FailTheStart()
    {
        (await GovernanceTestHost.Create().WithPolicies("""[{"policy_id":"p","whem":{}}]""").Awaiting(static b => b.StartAsync().AsTask()).Should().ThrowAsync<GovernanceStartupException>())
            .Which.Message.Should().Contain("policies-1.json:1:").And.Contain("whem");
    }

    [Fact]
    public async Task Chain_ThatWasChanged_FailsToVerify()
    {
        await using GovernanceTestHost host = await GovernanceTestHost.Create().StartAsync();
        await using GovernedRun run = await host.Governance.StartRunAsync(Ann);
        await using (SqliteConnection forger = new(new SqliteConnectionStringBuilder { DataSource = FileOf(host), Pooling = false }.ConnectionString))
        {
            await forger.OpenAsync();
            await using SqliteCommand forge = forger.CreateCommand();
            forge.CommandText = "UPDATE run_heads SET hash = 'forged'";
            await forge.ExecuteNonQueryAsync();
        }

        (await host.Awaiting(h => h.ShouldVerifyAsync(run.RunId).AsTask()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("*Tampered*HeadMismatch*");
        (await host.Awaiting(static h => h.ShouldVerifyAsync("nobody").AsTask()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("there is no run `nobody`");
    }

    private static ValueTask<ActionOutcome<string>> InvokeAsync(GovernedRun run, string action = "greet") =>
        run.InvokeAsync(new ActionCall(action, "test", "{}"u8.ToArray()), static _ => ValueTask.FromResult("done"), TestJson.Default.String);

    private static string FileOf(GovernanceTestHost host) => host.Services.GetRequiredService<IOptions<GovernanceSqliteOptions>>().Value.ConnectionString!;

    private static string SecretOf(GovernanceTestHost host) => host.Services.GetRequiredService<IOptions<LedgerOptions>>().Value.AuditSecret!;
}
