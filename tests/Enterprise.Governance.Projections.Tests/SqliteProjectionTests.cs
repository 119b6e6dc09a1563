using Enterprise.Governance.Conformance;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Projections.Tests;

public sealed class SqliteProjectionTests : ProjectionStoreConformance
{
    private readonly SqliteFiles _files = new(SqliteFeatures.Projections);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    private GovernanceSqliteDatabase? _database;

    protected override async ValueTask<IProjectionStore> OpenAsync()
    {
        if (_database is null)
        {
            _database = _files.Open(_time);
            await _database.WriteAsync(
                static (context, _) => context.Session.Execute("CREATE TABLE orders (id TEXT PRIMARY KEY, customer TEXT, total INTEGER, labels TEXT);"), 0, default);
        }

        return new SqliteProjectionStore(_database);
    }

    protected override async ValueTask InsertAsync(IEnumerable<ProjectedOrder> orders) => await _database!.WriteAsync(
        static (context, orders) =>
        {
            foreach (ProjectedOrder order in orders)
            {
                context.Session.Execute(
                    "INSERT INTO orders VALUES ($id, $customer, $total, $labels);", ("$id", order.Id), ("$customer", order.Customer), ("$total", order.Total), ("$labels", order.Labels));
            }

            return true;
        },
        orders, default);

    public override async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task PlainView_IsAlwaysFreshAndSaysTheMomentOfTheRead()
    {
        ProjectionsEngine projections = await StartAsync(OrdersList);
        _time.Advance(TimeSpan.FromMinutes(1));
        await InsertAsync([new ProjectedOrder("o99", null, 1, "[]")]);

        ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("orders_list") { Limit = 100 });

        page.AsOf.Should().Be(_time.GetUtcNow());
        page.Rows.Should().HaveCount(26, "no refresh is needed");
        (await projections.RefreshAsync("orders_list")).IsAlwaysFresh.Should().BeTrue();
    }

    [Fact]
    public async Task Start_Validate_RefusesAMissingView()
    {
        await StartAsync();
        await using GovernanceSqliteDatabase validating = new(new GovernanceSqliteOptions { ConnectionString = _files.FilePath, Features = SqliteFeatures.Projections, SchemaMode = SchemaMode.Validate });
        ProjectionsOptions options = new();
        options.Definitions.Add(OrdersList);

        Func<Task> start = async () => await new ProjectionsEngine(new SqliteProjectionStore(validating), options).StartAsync();

        (await start.Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("schema_mismatch");
    }

    [Theory]
    [InlineData("Orders", "SELECT 1", "id")]
    [InlineData("orders", "DELETE FROM orders", "id")]
    [InlineData("orders", "SELECT 1; DROP TABLE orders", "id")]
    [InlineData("orders", "SELECT 1", "id\"")]
    public void Definition_Invalid_IsRefused(string name, string sql, string key) =>
        FluentActions.Invoking(() => new ProjectionDefinition(name, sql, key)).Should().Throw<ArgumentException>();

    [Fact]
    public void Filter_WithoutAColumnName_IsRefused() =>
        FluentActions.Invoking(static () => new ProjectionFilter("a; drop", ProjectionOperator.Equal, "x")).Should().Throw<ArgumentException>();

    [Fact]
    public async Task Host_OfProjectionsAlone_RegistersItsOwn()
    {
        await StartAsync();
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(_time);
        services.AddGovernanceProjections(static o => o.Add("orders_list", "SELECT * FROM orders", "id")).UseSqlite(o => o.ConnectionString = _files.FilePath);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IProjections projections = provider.GetRequiredService<IProjections>();
        await projections.StartAsync();

        (await projections.GetStatusAsync()).Should().ContainSingle().Which.Name.Should().Be("orders_list");
        (await projections.QueryAsync(new ProjectionQuery("orders_list"))).Rows.Should().HaveCount(25);
    }
}
