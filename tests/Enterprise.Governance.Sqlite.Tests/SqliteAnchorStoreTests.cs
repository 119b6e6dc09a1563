using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Sqlite.Tests;

public sealed class SqliteAnchorStoreTests : AnchorStoreConformance
{
    private readonly SqliteFiles _files = new(SqliteFeatures.Ledger | SqliteFeatures.Anchoring);

    public override ValueTask InitializeAsync() => default;

    protected override ValueTask<(IAnchorStore Anchors, ILedgerStore Ledger)> OpenAsync()
    {
        GovernanceSqliteDatabase database = _files.Open(Clock);
        return new((new SqliteAnchorStore(database), new SqliteLedgerStore(database)));
    }

    protected override async Task ExecuteAsync(string sql)
    {
        await using SqliteConnection connection = new($"Data Source={_files.FilePath};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    protected override Task DropFencesAsync() =>
        ExecuteAsync("DROP TRIGGER anchor_leaves_no_update; DROP TRIGGER anchor_nodes_no_update; DROP TRIGGER anchor_checkpoints_no_update;");

    protected override string Bytes(string hex) => $"x'{hex}'";

    [Theory]
    [InlineData("anchor_leaves", "INSERT OR REPLACE INTO anchor_leaves SELECT leaf_index, 'x', seq, hash, content_root, bundle_sha256 FROM anchor_leaves;")]
    [InlineData("anchor_nodes", "INSERT OR REPLACE INTO anchor_nodes SELECT level, node_index, hash FROM anchor_nodes;")]
    [InlineData("anchor_checkpoints", "INSERT OR REPLACE INTO anchor_checkpoints SELECT size, root, 'x', created_at, published_at FROM anchor_checkpoints;")]
    [InlineData("anchor_leaves", "INSERT INTO anchor_leaves SELECT * FROM anchor_leaves WHERE true ON CONFLICT DO UPDATE SET run_id = 'x';")]
    public async Task Fence_RefusesToReplaceRows(string table, string sql)
    {
        IAnchorStore store = await NewStoreAsync();
        await AppendAsync(store, AnchorStoreLog.Leaf("a"));

        (await this.Awaiting(t => t.ExecuteAsync(sql)).Should().ThrowAsync<SqliteException>()).WithMessage($"*{table} is append-only*");

        await AnchorStoreWholeness.RequireAsync(store);
    }

    [Fact]
    public async Task Use_ByTheLedger_KeepsTheLogOfAnchorsBesideTheChains()
    {
        ServiceCollection services = new();
        services.AddGovernanceLedger(options => options.AuditSecret = new string('s', 40)).UseSqlite(sqlite => sqlite.ConnectionString = _files.FilePath);
        await using ServiceProvider provider = services.BuildServiceProvider();

        await using IAnchorSnapshot snapshot = await provider.GetRequiredService<IAnchorStore>().OpenSnapshotAsync(default);

        provider.GetRequiredService<IAnchorStore>().Should().BeOfType<SqliteAnchorStore>();
        (await snapshot.ReadSizeAsync(default)).Should().Be(0, "the tables are there");
    }

    [Fact]
    public async Task Snapshot_ThatIsOpen_KeepsNoWriterWaiting()
    {
        IAnchorStore reader = await NewStoreAsync(), writer = await NewStoreAsync();
        await using IAnchorSnapshot snapshot = await reader.OpenSnapshotAsync(default);

        await AppendAsync(writer, AnchorStoreLog.Leaf("a"));

        (await snapshot.ReadSizeAsync(default)).Should().Be(0);
    }

    [Fact]
    public async Task TextThatIsNotUtf8_PassesForNoOther()
    {
        IAnchorStore store = await NewStoreAsync();
        await AppendAsync(store, AnchorStoreLog.Leaf("a\uFFFD"));
        await DropFencesAsync();
        await ExecuteAsync("UPDATE anchor_leaves SET run_id = CAST(x'61FF' AS TEXT);");

        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);

        (await snapshot.ReadLeavesAsync(0, default).ToListAsync()).Single().Leaf.RunId.Should().NotBe("a\uFFFD");
    }

    public override async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        await base.DisposeAsync();
    }
}
