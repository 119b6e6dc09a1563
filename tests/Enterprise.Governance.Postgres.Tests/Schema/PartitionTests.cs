using System.Text;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Schema;

/// <summary>What docs/operations/postgres.md says of partitions.</summary>
public sealed class PartitionTests
{
    [Fact]
    public async Task Events_PartitionedByRun_AreAppendedVerifiedAndFenced()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.None);
        string script = GovernancePostgresSchema.Script(PostgresFeatures.Ledger), partitioned = Partition(script, 4);
        partitioned.Should().NotBe(script);
        await using (NpgsqlConnection owner = await database.OwnerDataSource.OpenConnectionAsync())
        {
            await PostgresCluster.ExecuteAsync(owner, partitioned);
            await PostgresCluster.ExecuteAsync(owner, GovernancePostgresSchema.GrantScript(PostgresFeatures.Ledger, PostgresCluster.App, PostgresCluster.Refresher, PostgresCluster.Auditor));
        }

        await using GovernancePostgresDatabase opened = database.Open(configure: static options => options.Features = PostgresFeatures.Ledger);
        ChainLedger ledger = new(new PostgresLedgerStore(opened), new ChainSealer(AuditKeyRing.Parse(new string('s', 40), null)));
        for (int i = 0; i < 20; i++)
            await ledger.AppendAsync($"run-{i}", LedgerEvent.Create("step", "{}"u8.ToArray()));

        (await PostgresTestDatabase.ScalarAsync(database.OwnerDataSource, "SELECT count(DISTINCT tableoid) FROM governance.run_events")).Should().Be(4L);
        await foreach (VerifyReport report in ledger.VerifyAllAsync())
            report.Status.Should().Be(VerifyStatus.Intact);
        await database.Awaiting(static d => PostgresTestDatabase.ScalarAsync(d.OwnerDataSource, "UPDATE governance.run_events_1 SET type = 'forged'")).Should().ThrowAsync<PostgresException>().WithMessage("*append-only*");
    }

    private static string Partition(string script, int count)
    {
        StringBuilder partitions = new("    PRIMARY KEY (run_id, seq)\n) PARTITION BY HASH (run_id);\n");
        for (int i = 0; i < count; i++)
            partitions.Append(FormattableString.Invariant($"CREATE TABLE \"governance\".run_events_{i} PARTITION OF \"governance\".run_events FOR VALUES WITH (MODULUS {count}, REMAINDER {i});\n"));
        return script.Replace("    PRIMARY KEY (run_id, seq)\n);\n", partitions.ToString(), StringComparison.Ordinal);
    }
}
