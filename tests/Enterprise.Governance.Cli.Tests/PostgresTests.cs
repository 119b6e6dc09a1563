using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Postgres;
using Npgsql;

namespace Enterprise.Governance.Cli.Tests;

/// <summary>The tool on PostgreSQL: what it says and writes is what it says and writes on SQLite.</summary>
public sealed class PostgresTests
{
    private static readonly AuditKeyRing Ring = new(new AuditKey("k0", Tool.Secret));

    [Fact]
    public async Task Migrate_Twice_MakesTheSchemaAndLeavesIt()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.None);
        Tool tool = ToolFor(database.OwnerDataSource);

        ToolResult first = await tool.RunAsync("migrate", "--schema", "my audit");
        ToolResult second = await tool.RunAsync("migrate", "--schema", "my audit");

        first.Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8($"{database.Name}: schema my audit is that of this version\n"), ""));
        second.Should().BeEquivalentTo(first);
        (await PostgresTestDatabase.ScalarAsync(database.OwnerDataSource, "SELECT count(*) FROM \"my audit\".run_events")).Should().Be(0L);
        (await PostgresTestDatabase.ScalarAsync(database.OwnerDataSource, "SELECT count(*) FROM pg_namespace WHERE nspname = 'governance'")).Should().Be(0L);
    }

    [Fact]
    public async Task MigrateScript_ForPostgres_IsTheSchemaAndTheRights()
    {
        ToolResult script = await new Tool().RunAsync("migrate", "--script", "--store", "postgres", "--grants", "app", "refresher", "auditor");
        ToolResult refused = await new Tool().RunAsync("migrate", "--script", "--grants", "app", "refresher", "auditor");

        script.Code.Should().Be(0, script.Error);
        script.Output.Should().Be(GovernancePostgresSchema.Script(PostgresFeatures.All) + GovernancePostgresSchema.GrantScript(PostgresFeatures.All, "app", "refresher", "auditor"));
        refused.Error.Should().Be("governance: a SQLite file has no roles; --grants is for PostgreSQL\n");
    }

    [Fact]
    public async Task Bundle_AnchoredRun_HoldsWithoutTheDatabase()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring | PostgresFeatures.Policies);
        using NoteSigningKey key = NoteSigningKey.Generate("example.com/log");
        await using (GovernancePostgresDatabase writer = database.Open())
        {
            using ChainLedger ledger = new(new PostgresLedgerStore(writer), new ChainSealer(Ring));
            await ledger.AppendBatchAsync("run-1", [LedgerEvent.Create("note"), LedgerEvent.Create("note")]);
            using Anchorer anchorer = new(new PostgresAnchorStore(writer), Ring, new AnchoringOptions { SigningKey = key.Export() });
            (await anchorer.RunAsync()).Leaves.Should().Be(1);
        }

        ToolResult bundle = await ToolFor(database.AppDataSource).RunAsync("bundle", "run-1", "--key", key.VerifierKey.ToString());
        ToolResult verified = await new Tool().RunAsync(bundle.Bytes, "verify-bundle", "-", "--key", key.VerifierKey.ToString());

        bundle.Code.Should().Be(0, bundle.Error);
        verified.Code.Should().Be(0, verified.Output);
        verified.Lines[0].Should().Be("holds  run-1  2 events");
    }

    [Fact]
    public async Task VerifyAll_ForgedRow_ExitsWith3AndShowsItsSeq()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger);
        await using (GovernancePostgresDatabase writer = database.Open())
        {
            using ChainLedger ledger = new(new PostgresLedgerStore(writer), new ChainSealer(Ring));
            foreach (string run in new[] { "run-1", "run-2" })
                await ledger.AppendBatchAsync(run, [LedgerEvent.Create("note"), LedgerEvent.Create("note"), LedgerEvent.Create("note")]);
        }

        ToolResult intact = await ToolFor(database.AppDataSource).RunAsync("verify", "--all", "--strict");
        await using (NpgsqlCommand forge = database.OwnerDataSource.CreateCommand("""
            ALTER TABLE governance.run_events DISABLE TRIGGER ALL;
            UPDATE governance.run_events SET canonical = replace(canonical, '"note"', '"nota"') WHERE run_id = 'run-2' AND seq = 2;
            ALTER TABLE governance.run_events ENABLE TRIGGER ALL;
            """))
            await forge.ExecuteNonQueryAsync();
        ToolResult forged = await ToolFor(database.AppDataSource).RunAsync("verify", "--all", "--json");

        intact.Code.Should().Be(0, intact.Error);
        intact.Lines[0].Should().StartWith("intact      run-1  3 events");
        forged.Code.Should().Be(3);
        forged.Lines[1].Should().Contain("\"run_id\":\"run-2\",\"status\":\"tampered\"").And.Contain("{\"seq\":2,\"kind\":\"hash_mismatch\"");
    }

    [Fact]
    public async Task Backtest_AsTheAuditor_MakesARecordedDecisionAgain()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Policies);
        using TemporaryDirectory directory = new();
        string candidate = directory.Write("candidate.json", """[{"policy_id":"cap","when":{"args":{"amount":{"gt":1}}},"effect":{"deny":true}}]""");
        await using (GovernancePostgresDatabase writer = database.Open())
        {
            PolicySet set = PolicySet.Load("[]").GetSet();
            await new PostgresPolicySetStore(writer).WriteAsync(set.Version, set.Document, default);
            using ChainLedger ledger = new(new PostgresLedgerStore(writer), new ChainSealer(Ring));
            string decision = set.Evaluate(new PolicyRequest("pay")).ToJson();
            await ledger.AppendBatchAsync("run-1",
            [
                LedgerEvent.Create("run.started", """{"tenant":"acme","org":null,"user":"ann","roles":[]}"""u8.ToArray()),
                LedgerEvent.Create("policy.decided", Tool.Utf8($$"""{"action":"pay","tool":null,"phase":"exec","decision":{{decision}}}""")),
                LedgerEvent.Create("action.started", """{"action":"pay","args":{"amount":5}}"""u8.ToArray()),
            ]);
        }

        ToolResult result = await ToolFor(database.OpenDataSource(PostgresCluster.Auditor)).RunAsync("policy", "backtest", "--candidate", candidate);

        result.Code.Should().Be(0, result.Error);
        result.Lines[0].Should().Be("1 decision recorded, 1 made again with the sets that made them: all came out as recorded");
        result.Lines[3].Should().Be("1 x pay: allow -> deny (effect) +cap");
    }

    [Fact]
    public async Task Checkpoint_MadeByTheApplication_HoldsForTheAuditor()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);
        using TemporaryDirectory directory = new();
        using NoteSigningKey key = NoteSigningKey.Generate("example.com/log");
        Tool app = ToolFor(database.AppDataSource), auditor = ToolFor(database.OpenDataSource(PostgresCluster.Auditor));
        app.Environment["GOVERNANCE_SIGNING_KEY"] = key.Export();
        string[] kept = [await KeepAsync("run-1"), await KeepAsync("run-2"), await KeepAsync("run-3")], keys = ["--key", key.VerifierKey.ToString()];

        ToolResult verified = await auditor.RunAsync(["verify", "--all", "--checkpoint", kept[1], .. keys]);
        ToolResult consistent = await auditor.RunAsync(["consistency", kept[0], kept[2], .. keys]);
        ToolResult listed = await auditor.RunAsync("keys", "list", "--json");
        await using (NpgsqlCommand forge = database.OwnerDataSource.CreateCommand("""
            ALTER TABLE governance.run_events DISABLE TRIGGER ALL;
            DELETE FROM governance.run_events WHERE run_id = 'run-1';
            DELETE FROM governance.run_heads WHERE run_id = 'run-1';
            """))
            await forge.ExecuteNonQueryAsync();
        ToolResult missing = await auditor.RunAsync(["verify", "--run", "run-1", "--checkpoint", kept[0], .. keys]);

        (verified.Code, verified.Error, verified.Lines[0]).Should().Be((0, "", "log of anchors: 3 leaves, checkpoint at 3"));
        verified.Lines[1].Should().EndWith(", anchored to 1");
        (consistent.Code, consistent.Output).Should().Be((0, "consistent: the log of 3 leaves begins with that of 1\n"));
        listed.Lines.Should().ContainSingle().Which.Should().StartWith("""{"kid":"k0","alg":"sha256","generation":1,"ring":"active","events":3,"runs":3,"first_seq":1,"last_seq":1,"first_ts":""");
        missing.Code.Should().Be(3);
        missing.Lines[1].Should().StartWith("missing     run-1  0 events");

        async Task<string> KeepAsync(string runId)
        {
            await using (GovernancePostgresDatabase writer = database.Open())
            {
                using ChainLedger ledger = new(new PostgresLedgerStore(writer), new ChainSealer(Ring));
                await ledger.AppendAsync(runId, LedgerEvent.Create("note"));
            }

            ToolResult made = await app.RunAsync("checkpoint", "--anchor");
            made.Code.Should().Be(0, made.Error);
            return directory.Write(runId, made.Output);
        }
    }

    [Fact]
    public async Task Verify_SchemaMissing_SaysWhatToDo()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.None);

        ToolResult result = await ToolFor(database.OwnerDataSource).RunAsync("verify", "--all");

        (result.Code, result.Output).Should().Be((2, ""));
        result.Error.Should().Contain("governance migrate").And.NotContain("Host=").And.NotContain(database.Name);
    }

    // The connection string comes from the environment: it has the password.
    private static Tool ToolFor(NpgsqlDataSource dataSource)
    {
        NpgsqlConnectionStringBuilder connection = new(dataSource.ConnectionString) { Password = PostgresCluster.Password };
        return new Tool { Environment = new() { ["AUDIT_SECRET"] = Tool.Secret, ["GOVERNANCE_CONNECTION"] = connection.ConnectionString } };
    }
}
