using Enterprise.Governance.Conformance;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres.Tests.Projections;

/// <summary>Projections of a host whose keys are not what the simplest have.</summary>
public sealed class HostKeyTests : IAsyncLifetime
{
    private ProjectionDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await ProjectionDatabase.CreateAsync();
        await _database.InsertAsync([new ProjectedOrder("o1", "Ann", 1, "[]"), new ProjectedOrder("o2", "Bob", 2, "[]")]);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Key_WithACollationOfItsOwn_IsRefreshed()
    {
        ProjectionDefinition definition = new("orders_list", "SELECT id COLLATE \"POSIX\" AS id, total FROM orders", "id") { Mode = ProjectionMode.Incremental };
        await _database.OpenAsOwner().StartAsync([definition], default);
        PostgresProjectionStore store = _database.Open();
        await _database.OwnerAsync("UPDATE orders SET total = 7 WHERE id = 'o1'");
        await store.MarkDirtyAsync(definition, ["o1"], null, default);

        await store.RefreshAsync(definition, default);

        (await store.QueryAsync(definition, new ProjectionQuery("orders_list"), default)).Rows.Select(static row => row[1]).Should().Equal(7L, 2L);
        (await store.RebuildAsync(definition, verify: true, default)).Differences.Should().Be(0);
    }

    [Fact]
    public async Task Key_MarkedUnderTheDefinitionBefore_DoesNotStopRefreshes()
    {
        ProjectionDefinition before = new("orders_list", "SELECT id, customer FROM orders", "id") { Mode = ProjectionMode.Incremental };
        ProjectionDefinition after = new("orders_list", before.Sql, "id", "customer") { Mode = ProjectionMode.Incremental };
        await _database.OpenAsOwner().StartAsync([before], default);
        PostgresProjectionStore old = _database.Open(), store = _database.Open();
        await _database.OpenAsOwner().StartAsync([after], default);

        await _database.OwnerAsync("UPDATE orders SET customer = 'Cid' WHERE id = 'o1'");
        await old.MarkDirtyAsync(before, ["o1"], null, default);
        await store.RefreshAsync(after, default);

        (await store.QueryAsync(after, new ProjectionQuery("orders_list"), default)).Rows.Select(static row => row[1]).Should().Equal("Cid", "Bob");
    }

    [Fact]
    public async Task Verify_RowsWithNullInTheirKey_AreNoDifferences()
    {
        ProjectionDefinition definition = new("orders_list", "SELECT id, CASE WHEN id = 'o1' THEN customer END AS customer, total FROM orders", "id", "customer");
        await _database.OpenAsOwner().StartAsync([definition], default);

        (await _database.Open().RebuildAsync(definition, verify: true, default)).Differences.Should().Be(0);
    }

    [Fact]
    public async Task Verify_ColumnNamedAsOneOfTheStatements_IsCompared()
    {
        ProjectionDefinition definition = new("orders_list", "SELECT id, total AS is_row_ FROM orders", "id");
        await _database.OpenAsOwner().StartAsync([definition], default);

        (await _database.Open().RebuildAsync(definition, verify: true, default)).Differences.Should().Be(0);
    }
}
