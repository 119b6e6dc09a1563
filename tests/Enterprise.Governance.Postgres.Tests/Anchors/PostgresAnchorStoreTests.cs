using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Anchors;

public sealed class PostgresAnchorStoreTests : AnchorStoreConformance
{
    private readonly List<GovernancePostgresDatabase> _opened = [];
    private PostgresTestDatabase _database = null!;

    public override async ValueTask InitializeAsync() => _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);

    protected override ValueTask<(IAnchorStore Anchors, ILedgerStore Ledger)> OpenAsync()
    {
        GovernancePostgresDatabase database = _database.Open(Clock);
        _opened.Add(database);
        return new((new PostgresAnchorStore(database), new PostgresLedgerStore(database)));
    }

    protected override ValueTask<IAnchorStore> OpenArchivistAsync()
    {
        GovernancePostgresDatabase database = _database.Open(Clock, role: PostgresCluster.Archivist);
        _opened.Add(database);
        return new(new PostgresAnchorStore(database));
    }

    protected override async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = await _database.OwnerDataSource.OpenConnectionAsync();
        await PostgresCluster.ExecuteAsync(connection, $"SET search_path TO governance; {sql}");
    }

    protected override Task DropFencesAsync() => ExecuteAsync(
        "DROP TRIGGER anchor_leaves_no_change ON anchor_leaves; DROP TRIGGER anchor_nodes_no_change ON anchor_nodes; DROP TRIGGER anchor_checkpoints_no_change ON anchor_checkpoints;");

    protected override string Bytes(string hex) => $"'\\x{hex}'";

    [Theory]
    [InlineData("anchor_leaves")]
    [InlineData("anchor_nodes")]
    [InlineData("anchor_checkpoints")]
    public async Task Fence_RefusesTruncate(string table) =>
        (await this.Awaiting(t => t.ExecuteAsync($"TRUNCATE {table}")).Should().ThrowAsync<PostgresException>()).WithMessage($"*{table} is append-only*");

    /// <summary>A pooler in transaction mode hands the session to somebody else after each transaction: nothing of ours may be in it.</summary>
    [Fact]
    public async Task Session_AfterEveryOperation_HasNeitherLockNorSettingNorCursor()
    {
        await using NpgsqlDataSource sessions = _database.OpenDataSource(PostgresCluster.App, static c => (c.MaxPoolSize, c.NoResetOnClose) = (2, true));
        await using GovernancePostgresDatabase database = new(sessions, new GovernancePostgresOptions { Features = PostgresFeatures.Ledger | PostgresFeatures.Anchoring, SchemaMode = SchemaMode.Validate }) { TestClock = Clock };
        PostgresAnchorStore store = new(database);
        await AppendAsync(store, AnchorStoreLog.Leaf("a"));
        await store.MarkPublishedAsync(1, default);
        await using (IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default))
            (await snapshot.ReadLeavesAsync(0, default).FirstAsync()).Index.Should().Be(0);
        await store.ReleaseAsync("me", default);

        await using NpgsqlConnection one = await sessions.OpenConnectionAsync(), two = await sessions.OpenConnectionAsync();
        foreach (NpgsqlConnection session in (NpgsqlConnection[])[one, two])
        {
            await using NpgsqlCommand state = new("SELECT (SELECT count(*) FROM pg_cursors WHERE name <> '') + (SELECT count(*) FROM pg_settings WHERE name = 'lock_timeout' AND source = 'session') + (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory')", session);
            (await state.ExecuteScalarAsync()).Should().Be(0L);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (GovernancePostgresDatabase database in _opened)
            await database.DisposeAsync();
        await _database.DisposeAsync();
    }
}
