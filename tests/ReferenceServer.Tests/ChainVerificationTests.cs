using System.Text.Json;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.Projections;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using ReferenceServer.Hosting;
using ReferenceServer.Status;
using ReferenceServer.Verification;
using static ReferenceServer.Tests.ServerFixture;

namespace ReferenceServer.Tests;

/// <summary>Chains are verified by and by, and what is wrong shows.</summary>
public sealed class ChainVerificationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Worker_VerifiesWhatHasGrown_ThenAllAgain_AndTellsOfTheTenantsFindings()
    {
        IServiceProvider services = await fixture.StartAsync();
        LedgerVerification verification = Create(services, runs: 2);
        string[] runs = [await SubmitAsync(services, Request("handbook: a")), await SubmitAsync(services, Request("handbook: b")), await SubmitAsync(services, Request("handbook: c", "globex"))];
        VerifiedRuns grown = Verified(services, runs: 2);
        (await grown.FindGrownAsync(default)).Should().HaveCount(2, "no more fit into a pass");

        await VerifyAllAsync(verification);
        Dictionary<string, DateTime> first = await VerifiedAsync();
        first.Keys.Should().BeEquivalentTo(runs);
        (await grown.FindGrownAsync(default)).Should().BeEmpty();
        await VerifyAllAsync(verification);
        (await VerifiedAsync()).Should().OnlyContain(run => run.Value > first[run.Key], "each has its turn");
        SystemStatus system = new(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<IProjections>(), services.GetRequiredService<JobStorage>(), TimeProvider.System);
        VerificationView before = (await system.GetAsync("acme", default)).Verification;
        (before.Verified, before.Changed, before.Bad, before.Findings, before.LastAt is not null).Should().Be((2, 0, 0, 0, true));

        await LookAsync(services, runs[0]);
        (await system.GetAsync("acme", default)).Verification.Changed.Should().Be(1);
        (await grown.FindGrownAsync(default)).Should().Equal(runs[0]);
        await ExecuteAsync($"ALTER TABLE governance.run_events DISABLE TRIGGER USER; UPDATE governance.run_events SET canonical = replace(canonical, 'ann', 'eve') WHERE run_id = '{runs[1]}'; ALTER TABLE governance.run_events ENABLE TRIGGER USER");
        await VerifyAllAsync(verification);

        VerificationView after = (await system.GetAsync("acme", default)).Verification;
        (after.Verified, after.Changed, after.Bad).Should().Be((2, 0, 1), "a change that left the head as it was is found too");
        after.Findings.Should().BePositive();
        after.BadRuns.Should().Equal(runs[1]);
        VerificationView other = (await system.GetAsync("globex", default)).Verification;
        (other.Verified, other.Bad, other.BadRuns.Length).Should().Be((1, 0, 0), "another tenant's findings are its own");
    }

    [Fact]
    public async Task Workers_OneVerifiesAtATime_AndAnotherOnceItDies()
    {
        IServiceProvider services = await fixture.StartAsync();
        PostgresLedgerVerificationStore schedule = new(services.GetRequiredService<GovernancePostgresDatabase>());
        LedgerVerification verification = Create(services, runs: 100);

        (await schedule.TakeAsync("another worker", TimeSpan.FromMinutes(10), default)).IsHeld.Should().BeTrue();
        await verification.StepAsync(default);
        DateTimeOffset? before = verification.CompletedAt;
        _clock.Advance(Every);
        await verification.StepAsync(default);
        verification.CompletedAt.Should().Be(before);

        // As time would, once the worker renews it no more.
        await ExecuteAsync("UPDATE governance.ledger_verification SET lease_until = clock_timestamp()");
        await verification.StepAsync(default);
        verification.CompletedAt.Should().Be(_clock.GetUtcNow());
        await verification.ReleaseAsync();
    }

    /// <summary>Lets the time pass in which every run has its turn.</summary>
    private async Task VerifyAllAsync(LedgerVerification verification)
    {
        do
        {
            _clock.Advance(Every);
            await verification.StepAsync(default);
        }
        while (verification.CompletedAt != _clock.GetUtcNow());
        await verification.ReleaseAsync();
    }

    private LedgerVerification Create(IServiceProvider services, int runs)
    {
        ServiceCollection worker = [];
        worker.AddLogging();
        worker.AddSingleton<TimeProvider>(_clock);
        worker.AddSingleton(services.GetRequiredService<NpgsqlDataSource>());
        worker.AddSingleton(services.GetRequiredService<ILedger>());
        worker.AddSingleton(services.GetRequiredService<LiveAuditKeys>());
        worker.AddSingleton(services.GetRequiredService<ILedgerVerificationStore>());
        worker.AddSingleton(Options.Create(new ServerOptions { VerifyRuns = runs, VerifySeconds = (int)Every.TotalSeconds }));
        worker.AddVerification();

        // The clock stands still while a step runs.
        worker.PostConfigure<LedgerVerificationOptions>(static paced => paced.MaxRunsPerSecond = 0);
        return worker.BuildServiceProvider().GetRequiredService<LedgerVerification>();
    }

    private static VerifiedRuns Verified(IServiceProvider services, int runs) => new(services.GetRequiredService<NpgsqlDataSource>(), Options.Create(new ServerOptions { VerifyRuns = runs }));

    private async Task<Dictionary<string, DateTime>> VerifiedAsync()
    {
        Dictionary<string, DateTime> runs = [];
        await using NpgsqlCommand command = fixture.Owner.CreateCommand("SELECT run_id, verified_at FROM reference.verified_runs");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            runs.Add(reader.GetString(0), reader.GetDateTime(1));
        return runs;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = fixture.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
