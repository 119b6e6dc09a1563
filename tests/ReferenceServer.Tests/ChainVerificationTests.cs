using System.Text.Json;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using ReferenceServer.Hosting;
using ReferenceServer.Status;
using ReferenceServer.Verification;
using static ReferenceServer.Tests.ServerFixture;

namespace ReferenceServer.Tests;

/// <summary>Chains are verified by and by, and what is wrong shows.</summary>
public sealed class ChainVerificationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Pass_VerifiesWhatHasGrown_ThenWhatWasVerifiedLongest_AndTellsOfTheTenantsFindings()
    {
        IServiceProvider services = await fixture.StartAsync();
        ChainVerification verification = Create(services, runs: 2);
        string[] runs = [await SubmitAsync(services, Request("handbook: a")), await SubmitAsync(services, Request("handbook: b")), await SubmitAsync(services, Request("handbook: c", "globex"))];

        (await verification.VerifyAsync(default)).Should().Be(2);
        (await VerifiedAsync()).Should().HaveCount(2);
        (await verification.VerifyAsync(default)).Should().Be(2);
        Dictionary<string, DateTime> first = await VerifiedAsync();
        first.Should().HaveCount(3, "the one that was left, and the oldest again");
        for (int i = 0; i < 3; i++)
            (await Create(services, runs: 1).VerifyAsync(default)).Should().Be(1);
        (await VerifiedAsync()).Should().OnlyContain(run => run.Value > first[run.Key], "each has its turn");
        SystemStatus system = new(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<IProjections>(), services.GetRequiredService<JobStorage>(), TimeProvider.System);
        VerificationView before = (await system.GetAsync("acme", default)).Verification;
        (before.Verified, before.Changed, before.Bad, before.Findings, before.LastAt is not null).Should().Be((2, 0, 0, 0, true));

        await LookAsync(services, runs[0]);
        (await system.GetAsync("acme", default)).Verification.Changed.Should().Be(1);
        await ExecuteAsync($"ALTER TABLE governance.run_events DISABLE TRIGGER USER; UPDATE governance.run_events SET canonical = replace(canonical, 'ann', 'eve') WHERE run_id = '{runs[1]}'; ALTER TABLE governance.run_events ENABLE TRIGGER USER");
        await verification.VerifyAsync(default);
        await verification.VerifyAsync(default);

        VerificationView after = (await system.GetAsync("acme", default)).Verification;
        (after.Verified, after.Changed, after.Bad).Should().Be((2, 0, 1), "a change that left the head as it was is found too");
        after.Findings.Should().BePositive();
        after.BadRuns.Should().Equal(runs[1]);
        VerificationView other = (await system.GetAsync("globex", default)).Verification;
        (other.Verified, other.Bad, other.BadRuns.Length).Should().Be((1, 0, 0), "another tenant's findings are its own");
    }

    [Fact]
    public async Task Pass_WhileAnotherProcessIsAtIt_DoesNothing()
    {
        IServiceProvider services = await fixture.StartAsync();
        await using NpgsqlConnection other = await fixture.Owner.OpenConnectionAsync();
        await using NpgsqlCommand take = new("SELECT pg_advisory_lock(hashtextextended('reference verification', 0))", other);
        await take.ExecuteNonQueryAsync();

        try
        {
            (await Create(services, runs: 10).VerifyAsync(default)).Should().Be(0);
        }
        finally
        {
            await using NpgsqlCommand free = new("SELECT pg_advisory_unlock_all()", other);
            await free.ExecuteNonQueryAsync();
        }
    }

    private static ChainVerification Create(IServiceProvider services, int runs) => new(
        services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<ILedger>(), Options.Create(new ServerOptions { VerifyRuns = runs }), TimeProvider.System, NullLogger<ChainVerification>.Instance);

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
