using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Anchors;

/// <summary>Events leave by one function, which one role may call; everybody else is refused by their rights, the owner by the fence.</summary>
public sealed class ArchiveRightsTests : IAsyncLifetime
{
    private const PostgresFeatures Features = PostgresFeatures.All;
    private const string Call = "SELECT governance.archive_run('me', 0, 'run', 1, '', '', 'b', 0, '{}', '{}', '{}', '', '', '', '0')";

    private PostgresTestDatabase _database = null!;
    private GovernancePostgresDatabase _app = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresTestDatabase.CreateAsync(Features);
        _app = _database.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(PostgresCluster.App, Call)]
    [InlineData(PostgresCluster.Auditor, Call)]
    [InlineData(PostgresCluster.Refresher, Call)]
    [InlineData(PostgresCluster.App, "DELETE FROM governance.run_events")]
    [InlineData(PostgresCluster.App, "DELETE FROM governance.run_heads")]
    [InlineData(PostgresCluster.App, "DELETE FROM governance.run_append_keys")]
    [InlineData(PostgresCluster.Auditor, "DELETE FROM governance.run_event_values")]
    [InlineData(PostgresCluster.Archivist, "DELETE FROM governance.run_events")]
    [InlineData(PostgresCluster.Archivist, "DELETE FROM governance.run_event_values")]
    [InlineData(PostgresCluster.Archivist, "INSERT INTO governance.anchor_leaves VALUES (0, 'run', 1, '', '', 'b')")]
    [InlineData(PostgresCluster.Archivist, "UPDATE governance.anchor_log SET size = 7")]
    [InlineData(PostgresCluster.Archivist, "UPDATE governance.run_heads SET seq = 7")]
    public async Task Role_ThatIsNotToDeleteEvents_IsRefused(string role, string sql) =>
        (await this.Awaiting(t => t.RunAsync(role, sql)).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);

    [Fact]
    public async Task Archivist_HasRightsToReadToTheLeaseAndToTheFunction()
    {
        await using NpgsqlCommand command = _database.OwnerDataSource.CreateCommand(
            """
            SELECT string_agg(privilege_type || ' ' || name, ', ' ORDER BY privilege_type, name) FROM (
                SELECT relname::text AS name, (aclexplode(relacl)).* FROM pg_class WHERE relnamespace = 'governance'::regnamespace
                UNION ALL SELECT relname || '.' || attname, (aclexplode(attacl)).* FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'governance'::regnamespace
                UNION ALL SELECT proname, (aclexplode(proacl)).* FROM pg_proc WHERE pronamespace = 'governance'::regnamespace) acl
            WHERE grantee = 'governance_archivist'::regrole AND privilege_type <> 'SELECT'
            """);
        (await command.ExecuteScalarAsync()).Should().Be("EXECUTE archive_run, EXECUTE run_is_final, EXECUTE run_is_open, UPDATE anchor_log.lease_holder, UPDATE anchor_log.lease_until");
    }

    [Theory]
    [InlineData("DELETE FROM governance.run_events")]
    [InlineData("SET governance.archiving = 'on'; DELETE FROM governance.run_events")]
    [InlineData("INSERT INTO governance.anchor_leaves VALUES (100, 'other', 1, '', '', 'b'); DELETE FROM governance.run_events WHERE run_id = 'run'")]
    public async Task Owner_PastTheFunction_IsRefusedByTheFence(string sql)
    {
        await NewLedger().AppendAsync("run", Event());

        (await this.Awaiting(t => t.RunAsync(PostgresCluster.Owner, sql)).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.RestrictViolation);
    }

    [Fact]
    public async Task HostTransaction_OnAnArchivedRun_IsRefused_AndStaysUsable()
    {
        using ChainLedger ledger = NewLedger();
        await ledger.AppendAsync("run", Event());
        await ArchiveAsync(ledger, "run");
        await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();

        LedgerException refusal = (await ledger.Awaiting(l => l.AppendAsync(transaction, "run", Event()).AsTask()).Should().ThrowAsync<LedgerException>()).Which;
        await ledger.AppendAsync(transaction, "other", Event());
        await transaction.CommitAsync();

        refusal.Code.Should().Be("run_archived");
        (await ledger.GetHeadAsync("other"))!.Seq.Should().Be(1);
    }

    [Theory]
    [InlineData("INSERT INTO governance.runs (run_id, tenant_id, roles, state, tags, salt, created_at, updated_at) VALUES ('run', 't', '[]', 'running', '[]', '', now(), now())", true)]
    [InlineData("INSERT INTO governance.runs (run_id, tenant_id, roles, state, tags, salt, created_at, updated_at) VALUES ('run', 't', '[]', 'cancelled', '[]', '', now(), now())", false)]
    [InlineData("INSERT INTO governance.approvals (run_id, approval_id, tenant_id, claim_key, digest, action, rules, state, created_at, expires_at, updated_at) VALUES ('run', 'a', 't', 'k', 'd', 'x', '[]', 'pending', now(), now() + interval '1 hour', now())", true)]
    [InlineData("INSERT INTO governance.action_claims (run_id, claim_key, digest, state, call_id, attempt, heartbeat_until) VALUES ('run', 'k', 'd', 'running', 'c', 1, now() + interval '1 hour')", true)]
    [InlineData("INSERT INTO governance.action_claims (run_id, claim_key, digest, state, call_id, attempt, heartbeat_until) VALUES ('run', 'k', 'd', 'running', 'c', 1, now() - interval '1 hour')", false)]
    public async Task Run_ThatIsOpen_IsNotArchivable(string sql, bool isOpen)
    {
        using ChainLedger ledger = NewLedger();
        await ledger.AppendAsync("run", Event());
        await RunAsync(PostgresCluster.Owner, sql);

        (await ArchiveAsync(ledger, "run", isExpected: !isOpen)).Should().Be(isOpen ? ArchiveStatus.RunOpen : ArchiveStatus.Archived);
    }

    private async Task<ArchiveStatus> ArchiveAsync(ChainLedger ledger, string runId, bool isExpected = true)
    {
        StoredEvent row = await ledger.ReadAsync(runId).SingleAsync();
        CompactRange content = new();
        content.Append(MerkleTree.HashLeaf(row.Canonical.Span));
        AnchorLeaf leaf = new(runId, 1, row.Hash, content.GetRoot());
        PostgresAnchorStore store = new(_app);
        await store.TryLeaseAsync("me", TimeSpan.FromMinutes(1), default);
        (await store.AppendAsync(await AnchorStoreLog.PlanAsync(store, "me", leaf), default)).Should().BeTrue();
        await using GovernancePostgresDatabase database = _database.Open(role: PostgresCluster.Archivist);
        PostgresAnchorStore archivist = new(database);
        await using (IAnchorSnapshot snapshot = await archivist.OpenSnapshotAsync(default))
            (await snapshot.ReadArchivableAsync(DateTimeOffset.MaxValue, null, default).AnyAsync()).Should().Be(isExpected);
        return await archivist.ArchiveAsync(await AnchorStoreLog.PlanAsync(archivist, "me", leaf with { BundleSha256 = new string('b', 64) }), 0, default);
    }

    private ChainLedger NewLedger() => new(new PostgresLedgerStore(_app), new ChainSealer(new AuditKeyRing(new AuditKey("k0", "the secret of the tests of archiving, long"))));

    private static LedgerEvent Event() => LedgerEvent.Create("note", "{}"u8.ToArray());

    private async Task RunAsync(string role, string sql)
    {
        await using NpgsqlCommand command = _database.OpenDataSource(role).CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
