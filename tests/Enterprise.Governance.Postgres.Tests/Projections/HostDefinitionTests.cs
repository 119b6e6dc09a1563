using Enterprise.Governance.Conformance;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres.Tests.Projections;

public sealed class HostDefinitionTests : IAsyncLifetime
{
    private static readonly ProjectionDefinition Orders = new("orders_list", "SELECT id, customer FROM orders", "id");

    private ProjectionDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await ProjectionDatabase.CreateAsync(PostgresFeatures.All);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Start_Validate_RefusesWhatIsMissingOrDiffers()
    {
        PostgresProjectionStore app = _database.Open();
        await Mismatch(app, Orders);
        await _database.OpenAsOwner(PostgresFeatures.All).StartAsync([Orders], default);

        await app.StartAsync([Orders], default);
        await Mismatch(app, new ProjectionDefinition("orders_list", "SELECT id, total FROM orders", "id"));
        await Mismatch(app, new ProjectionDefinition("orders_list", Orders.Sql, "id", "customer"));
        await Mismatch(app, new ProjectionDefinition("orders_list", Orders.Sql, "id") { Mode = ProjectionMode.Incremental });
        await Mismatch(app, new ProjectionDefinition("unknown_mv", null, "id"));

        static async Task Mismatch(PostgresProjectionStore store, ProjectionDefinition definition) =>
            (await FluentActions.Awaiting(() => store.StartAsync([definition], default).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("schema_mismatch");
    }

    [Theory]
    [InlineData("SELECT nothing FROM nowhere", "*relation \"nowhere\" does not exist")]
    [InlineData("SELECT customer FROM orders", "*has no column `id`, which its key names")]
    [InlineData("SELECT 'x'::text AS id FROM orders", "*is refused: SQLSTATE 23505")]
    [InlineData("SELECT id, customer::bigint AS secret FROM orders", "*is refused: SQLSTATE 22P02")]
    public async Task Start_RefusedQuery_LeavesTheOldOneAndNothingElse(string sql, string message)
    {
        await _database.InsertAsync([new ProjectedOrder("o1", "Ann", 1, "[]"), new ProjectedOrder("o2", "Bob", 1, "[]")]);
        await _database.OpenAsOwner(PostgresFeatures.All).StartAsync([Orders], default);
        const string Relations = "SELECT string_agg(relname || relkind::text, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'governance'::regnamespace";
        object? before = await _database.OwnerAsync(Relations);

        Func<Task> start = () => _database.OpenAsOwner(PostgresFeatures.All).StartAsync([new ProjectionDefinition("fresh", "SELECT id FROM orders", "id"), new ProjectionDefinition("orders_list", sql, "id")], default).AsTask();

        GovernanceException refused = (await start.Should().ThrowAsync<GovernanceException>().WithMessage(message)).Which;
        (refused.Code, refused.Message.Contains("Ann", StringComparison.Ordinal)).Should().Be(("projection_invalid", false));
        (await _database.OwnerAsync(Relations)).Should().Be(before);
        (await _database.Open().QueryAsync(Orders, new ProjectionQuery("orders_list"), default)).Columns.Should().Equal("id", "customer");
    }

    [Fact]
    public async Task Names_ResolveAsOnTheHostsConnectionAndThenInOurSchema()
    {
        await _database.InsertAsync([new ProjectedOrder("o1", "Ann", 1, "[]")]);
        await _database.OwnerAsync("CREATE SCHEMA other CREATE TABLE orders (id text, customer text)");
        await _database.OpenAsOwner(PostgresFeatures.All).StartAsync([Orders, new ProjectionDefinition("heads", "SELECT run_id, seq FROM run_heads", "run_id")], default);
        PostgresProjectionStore store = _database.Open();
        await store.RefreshAsync(Orders, default);

        (await store.QueryAsync(Orders, new ProjectionQuery("orders_list"), default)).Rows.Should().HaveCount(1, "of the schema public, which the owner's search_path names");
        (await store.QueryAsync(new ProjectionDefinition("heads", "SELECT 1", "run_id"), new ProjectionQuery("heads"), default)).Columns.Should().Equal("run_id", "seq");
    }

    [Fact]
    public async Task Replaced_ByAnotherProcess_IsReadWithItsNewColumns()
    {
        await _database.OpenAsOwner(PostgresFeatures.All).StartAsync([Orders], default);
        PostgresProjectionStore store = _database.Open();
        await store.QueryAsync(Orders, new ProjectionQuery("orders_list"), default);
        ProjectionDefinition changed = new("orders_list", "SELECT id, total FROM orders", "id");
        await _database.OpenAsOwner(PostgresFeatures.All).StartAsync([changed], default);

        (await store.QueryAsync(changed, new ProjectionQuery("orders_list") { OrderBy = "total" }, default)).Columns.Should().Equal("id", "total");
    }

    [Fact]
    public async Task Roles_MayDoNoMoreThanTheirs()
    {
        await _database.OpenAsOwner(PostgresFeatures.All).StartAsync([Orders], default);
        PostgresProjectionStore appAlone = new(_database.Database.Open());

        (await FluentActions.Awaiting(() => appAlone.RefreshAsync(Orders, default).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_permission_denied");
        foreach ((string role, string sql) in ((string, string)[])[
            (PostgresCluster.App, "DELETE FROM governance.projection_dirty"), (PostgresCluster.App, "UPDATE governance.projections SET as_of = now()"),
            (PostgresCluster.App, "SELECT governance.projection_failed('orders_list', 'x')"), (PostgresCluster.App, "SELECT governance.projection_grant()"),
            (PostgresCluster.Refresher, "REFRESH MATERIALIZED VIEW governance.runs_mv"), (PostgresCluster.Refresher, "SELECT count(*) FROM governance.run_events"),
            (PostgresCluster.Refresher, "INSERT INTO governance.projection_dirty (projection, key) VALUES ('runs_mv', 'x')"), (PostgresCluster.Auditor, "SELECT governance.projection_refresh('runs_mv', false)")])
        {
            Func<Task> use = () => PostgresTestDatabase.ScalarAsync(_database.Database.OpenDataSource(role), sql);
            (await use.Should().ThrowAsync<Npgsql.PostgresException>(sql)).Which.SqlState.Should().Be("42501", sql);
        }

        foreach (string role in (string[])[PostgresCluster.App, PostgresCluster.Auditor])
            (await PostgresTestDatabase.ScalarAsync(_database.Database.OpenDataSource(role), "SELECT count(*) FROM governance.orders_list, governance.runs_mv, governance.approvals_mv")).Should().Be(0L);
    }

    [Fact]
    public async Task Roles_AppThatIsRefresherToo_NeedsNoOtherDataSource()
    {
        await _database.OpenAsOwner(PostgresFeatures.All).StartAsync([Orders], default);
        await _database.OwnerAsync(GovernancePostgresSchema.GrantScript(PostgresFeatures.All, PostgresCluster.App, PostgresCluster.App, PostgresCluster.Auditor));
        PostgresProjectionStore store = new(_database.Database.Open());
        await _database.InsertAsync([new ProjectedOrder("o1", "Ann", 1, "[]")]);

        await store.RefreshAsync(Orders, default);

        (await store.QueryAsync(Orders, new ProjectionQuery("orders_list"), default)).Rows.Should().HaveCount(1, "the grant script gives the lists of the host back as well");
    }
}
