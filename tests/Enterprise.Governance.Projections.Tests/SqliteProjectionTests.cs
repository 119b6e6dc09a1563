using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Projections.Tests;

public sealed class SqliteProjectionTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    private GovernanceSqliteDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = Open();
        await _database.WriteAsync(
            static (context, _) =>
            {
                context.Session.ExecuteScript("CREATE TABLE orders (id TEXT PRIMARY KEY, customer TEXT, total INTEGER, labels TEXT);");
                for (int i = 0; i < 25; i++)
                {
                    context.Session.Execute(
                        "INSERT INTO orders VALUES ($id, $customer, $total, $labels);",
                        ("$id", $"o{i:00}"), ("$customer", i % 5 == 4 ? null : $"Customer {i % 5}"), ("$total", i / 2), ("$labels", i % 2 == 0 ? "[\"even\"]" : "[\"odd\",\"x\"]"));
                }

                return true;
            },
            0, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Query_Pages_ListEveryRowOnceInOrder()
    {
        ProjectionsEngine projections = await StartAsync(OrdersView);
        List<string> ids = [];
        string? after = null;
        do
        {
            ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("orders_list") { OrderBy = "total", Descending = true, Limit = 4, After = after });
            page.AsOf.Should().Be(_time.GetUtcNow());
            ids.AddRange(page.Rows.Select((_, i) => (string)page.Value(i, "id")!));
            after = page.Next;
        }
        while (after is not null);

        ids.Should().Equal(Enumerable.Range(0, 25).Reverse().Select(static i => $"o{i:00}"));
    }

    [Fact]
    public async Task Query_OrderedByAColumnWithNulls_LosesNoRow()
    {
        ProjectionsEngine projections = await StartAsync(OrdersView);
        List<object?> ids = [];
        string? after = null;
        do
        {
            ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("orders_list") { OrderBy = "customer", Limit = 3, After = after });
            ids.AddRange(page.Rows.Select((_, i) => page.Value(i, "id")));
            after = page.Next;
        }
        while (after is not null);

        ids.Should().HaveCount(25).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("customer", ProjectionOperator.Contains, "MER 3", 5)]
    [InlineData("customer", ProjectionOperator.Equal, "Customer 1", 5)]
    [InlineData("customer", ProjectionOperator.Equal, null, 5)]
    [InlineData("labels", ProjectionOperator.HasElement, "odd", 12)]
    [InlineData("id", ProjectionOperator.Less, "o03", 3)]
    [InlineData("id", ProjectionOperator.Greater, "o20", 4)]
    [InlineData("customer", ProjectionOperator.Equal, "x' OR '1'='1", 0)]
    public async Task Query_Filters(string column, ProjectionOperator comparison, string? value, int expected)
    {
        ProjectionsEngine projections = await StartAsync(OrdersView);

        ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("orders_list") { Filters = [new ProjectionFilter(column, comparison, value)] });

        page.Rows.Should().HaveCount(expected);
    }

    [Fact]
    public async Task Query_UnknownNamesAndForeignCursors_AreRefusedByName()
    {
        ProjectionsEngine projections = await StartAsync(OrdersView);

        await Refused(new ProjectionQuery("order_list"), "there is no projection `order_list`; known are `orders_list`*");
        await Refused(new ProjectionQuery("orders_list") { OrderBy = "price" }, "there is no column `price`; known are `id`, `customer`, `total`, `labels`*");
        await Refused(new ProjectionQuery("orders_list") { After = "%%%" }, "the cursor is not one that a page gave*");
        await Refused(new ProjectionQuery("orders_list") { Limit = 0 }, "the limit is 0; it must be from 1 to 1000*");
        FluentActions.Invoking(static () => new ProjectionFilter("a; drop", ProjectionOperator.Equal, "x")).Should().Throw<ArgumentException>();

        async Task Refused(ProjectionQuery query, string message) =>
            await FluentActions.Awaiting(() => projections.QueryAsync(query).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public async Task Start_ChangedDefinition_ReplacesTheView()
    {
        await StartAsync(OrdersView);
        ProjectionsEngine changed = await StartAsync(new ProjectionDefinition("orders_list", "SELECT id, total * 2 AS doubled FROM orders", "id"));

        (await changed.QueryAsync(new ProjectionQuery("orders_list") { Limit = 1 })).Columns.Should().Equal("id", "doubled");
        (await changed.RefreshAsync("orders_list")).IsAlwaysFresh.Should().BeTrue();
    }

    [Theory]
    [InlineData("SELECT nothing FROM nowhere", "projection_invalid")]
    [InlineData("SELECT customer FROM orders", "projection_invalid")]
    public async Task Start_QueryThatSqliteRefuses_FailsAndLeavesNothing(string sql, string code)
    {
        Func<Task> start = () => StartAsync(new ProjectionDefinition("broken", sql, "id"));

        (await start.Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be(code);
        (await _database.ReadAsync(static (session, _) => session.ScalarLong("SELECT count(*) FROM sqlite_schema WHERE name = 'broken';"), 0, default)).Should().Be(0);
    }

    [Fact]
    public async Task Start_Validate_RefusesAMissingView()
    {
        await using GovernanceSqliteDatabase validating = new(new GovernanceSqliteOptions { ConnectionString = Path.Combine(_directory, "test.db"), SchemaMode = SchemaMode.Validate });
        ProjectionsOptions options = new();
        options.Definitions.Add(OrdersView);

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
    public async Task Host_OfProjectionsAlone_RegistersItsOwn()
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(_time);
        services.AddGovernanceProjections(static o => o.Add("orders_list", "SELECT * FROM orders", "id")).UseSqlite(o => o.ConnectionString = Path.Combine(_directory, "test.db"));
        await using ServiceProvider provider = services.BuildServiceProvider();
        IProjections projections = provider.GetRequiredService<IProjections>();
        await projections.StartAsync();

        (await projections.GetStatusAsync()).Should().ContainSingle().Which.Name.Should().Be("orders_list");
        (await projections.QueryAsync(new ProjectionQuery("orders_list"))).Rows.Should().HaveCount(25);
    }

    private static ProjectionDefinition OrdersView { get; } = new("orders_list", "SELECT id, customer, total, labels FROM orders", "id");

    private GovernanceSqliteDatabase Open() => new(new GovernanceSqliteOptions { ConnectionString = Path.Combine(_directory, "test.db") }, _time);

    private async Task<ProjectionsEngine> StartAsync(ProjectionDefinition definition)
    {
        ProjectionsOptions options = new();
        options.Definitions.Add(definition);
        ProjectionsEngine engine = new(new SqliteProjectionStore(_database), options);
        await engine.StartAsync();
        return engine;
    }
}
