using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Conformance;

/// <summary>A row of the host's own table, over which the suite defines projections.</summary>
public sealed record ProjectedOrder(string Id, string? Customer, long Total, string Labels);

/// <summary>What every <see cref="IProjectionStore"/> promises. A store's tests derive from this and open it.</summary>
public abstract class ProjectionStoreConformance : IAsyncLifetime
{
    /// <summary>A projection of everything the table <c>orders(id, customer, total, labels)</c> has.</summary>
    protected static ProjectionDefinition OrdersList { get; } = new("orders_list", "SELECT id, customer, total, labels FROM orders", "id");

    /// <summary>Opens the store; the first call creates the database and, in it, the table <c>orders</c>.</summary>
    protected abstract ValueTask<IProjectionStore> OpenAsync();

    /// <summary>Inserts rows behind the store's back, as a host's own code does.</summary>
    protected abstract ValueTask InsertAsync(IEnumerable<ProjectedOrder> orders);

    public virtual ValueTask InitializeAsync() => default;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Query_Pages_ListEveryRowOnceInOrder()
    {
        ProjectionsEngine projections = await StartAsync(OrdersList);

        (await PagesAsync(projections, new ProjectionQuery("orders_list") { OrderBy = "total", Descending = true, Limit = 4 }))
            .Should().Equal(Enumerable.Range(0, 25).Reverse().Select(static i => $"o{i:00}"));
        (await PagesAsync(projections, new ProjectionQuery("orders_list") { Limit = 25 })).Should().Equal(Enumerable.Range(0, 25).Select(static i => $"o{i:00}"));
        (await PagesAsync(projections, new ProjectionQuery("orders_list") { OrderBy = "id", Descending = true, Limit = 24 })).Should().Equal(Enumerable.Range(0, 25).Reverse().Select(static i => $"o{i:00}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Query_OrderedByAColumnWithNulls_LosesNoRow(bool descending)
    {
        ProjectionsEngine projections = await StartAsync(OrdersList);

        List<string> ids = await PagesAsync(projections, new ProjectionQuery("orders_list") { OrderBy = "customer", Descending = descending, Limit = 3 });

        ids.Should().HaveCount(25).And.OnlyHaveUniqueItems();
        (descending ? ids.TakeLast(5) : ids.Take(5)).Should().OnlyContain(static id => id.EndsWith('4') || id.EndsWith('9'), "NULL sorts as the empty text");
    }

    [Theory]
    [InlineData("customer", ProjectionOperator.Contains, "MER 3", 5)]
    [InlineData("customer", ProjectionOperator.Contains, "%", 0)]
    [InlineData("customer", ProjectionOperator.Contains, "_", 0)]
    [InlineData("customer", ProjectionOperator.Equal, "Customer 1", 5)]
    [InlineData("customer", ProjectionOperator.Equal, "customer 1", 0)]
    [InlineData("customer", ProjectionOperator.Equal, null, 5)]
    [InlineData("labels", ProjectionOperator.HasElement, "odd", 12)]
    [InlineData("labels", ProjectionOperator.HasElement, "od", 0)]
    [InlineData("id", ProjectionOperator.Less, "o03", 3)]
    [InlineData("id", ProjectionOperator.Greater, "o20", 4)]
    [InlineData("total", ProjectionOperator.Equal, "3", 2)]
    [InlineData("total", ProjectionOperator.Less, "10", 20)]
    [InlineData("customer", ProjectionOperator.Equal, "x' OR '1'='1", 0)]
    public async Task Query_Filters(string column, ProjectionOperator comparison, string? value, int expected)
    {
        ProjectionsEngine projections = await StartAsync(OrdersList);

        ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("orders_list") { Filters = [new ProjectionFilter(column, comparison, value)] });

        page.Rows.Should().HaveCount(expected);
    }

    [Fact]
    public async Task Query_Values_AreTextsAndNumbers()
    {
        ProjectionsEngine projections = await StartAsync(new ProjectionDefinition("orders_typed", "SELECT id, customer, total, total / 2.0 AS half FROM orders", "id"));

        ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("orders_typed") { Filters = [new ProjectionFilter("id", ProjectionOperator.Equal, "o09")] });

        page.Columns.Should().Equal("id", "customer", "total", "half");
        page.Rows.Should().ContainSingle().Which.Should().Equal("o09", null, 4L, 2.0);
        page.Next.Should().BeNull();
    }

    [Fact]
    public async Task Query_SaysWhenItsRowsWereTrue()
    {
        ProjectionsEngine projections = await StartAsync(OrdersList);
        ProjectionPage before = await projections.QueryAsync(new ProjectionQuery("orders_list") { Limit = 100 });
        await InsertAsync([new ProjectedOrder("o99", "New", 99, "[]")]);

        ProjectionStatus status = await projections.RefreshAsync("orders_list");
        ProjectionPage after = await projections.QueryAsync(new ProjectionQuery("orders_list") { Limit = 100 });

        (before.Rows.Length, after.Rows.Length).Should().Be((25, 26));
        status.AsOf.Should().BeOnOrAfter(before.AsOf);
        after.AsOf.Should().BeOnOrAfter(status.AsOf);
        (await projections.GetStatusAsync()).Should().ContainSingle().Which.Name.Should().Be("orders_list");
    }

    [Fact]
    public async Task Rebuild_ShowsWhatIsThereAndFindsNoDifference()
    {
        ProjectionsEngine projections = await StartAsync(OrdersList);
        await InsertAsync([new ProjectedOrder("o99", "New", 99, "[]")]);
        projections.RequestRefresh();
        await projections.MarkDirtyAsync("orders_list", [OrdersList.KeyOf("o99")]);

        ProjectionRebuild verified = await projections.RebuildAsync("orders_list", verify: true);
        ProjectionRebuild plain = await projections.RebuildAsync("orders_list");

        (verified.Differences, plain.Differences).Should().Be((0, null));
        (await projections.QueryAsync(new ProjectionQuery("orders_list") { Limit = 100 })).Rows.Should().HaveCount(26);
        ProjectionStatus status = (await projections.GetStatusAsync()).Single();
        (status.IsDirty, status.IsRunning, status.LastFailureCode).Should().Be((false, false, null));
        await FluentActions.Awaiting(() => projections.MarkDirtyAsync("nothing", ["x"]).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("there is no projection `nothing`*");
        FluentActions.Invoking(() => OrdersList.KeyOf("a", "b")).Should().Throw<ArgumentException>().WithMessage("the key of projection `orders_list` has 1 columns, not 2*");
    }

    [Fact]
    public async Task Query_UnknownNamesAndForeignCursors_AreRefusedByName()
    {
        ProjectionsEngine projections = await StartAsync(OrdersList);
        string foreign = (await projections.QueryAsync(new ProjectionQuery("orders_list") { OrderBy = "total", Limit = 1 })).Next!;

        await Refused(new ProjectionQuery("order_list"), "there is no projection `order_list`; known are `orders_list`*");
        await Refused(new ProjectionQuery("orders_list") { OrderBy = "price" }, "there is no column `price`; known are `id`, `customer`, `total`, `labels`*");
        await Refused(new ProjectionQuery("orders_list") { Filters = [new ProjectionFilter("price", ProjectionOperator.Equal, "1")] }, "there is no column `price`*");
        await Refused(new ProjectionQuery("orders_list") { After = "%%%" }, "the cursor is not one that a page gave*");
        await Refused(new ProjectionQuery("orders_list") { After = foreign }, "the cursor belongs to another query*");
        await Refused(new ProjectionQuery("orders_list") { Limit = 0 }, "the limit is 0; it must be from 1 to 1000*");

        async Task Refused(ProjectionQuery query, string message) =>
            await FluentActions.Awaiting(() => projections.QueryAsync(query).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public async Task Start_ChangedDefinition_ReplacesTheView()
    {
        await StartAsync(OrdersList);
        ProjectionsEngine changed = await StartAsync(new ProjectionDefinition("orders_list", "SELECT id, total * 2 AS doubled FROM orders", "id"));
        ProjectionsEngine again = await StartAsync(new ProjectionDefinition("orders_list", "SELECT id, total * 2 AS doubled FROM orders", "id"));

        ProjectionPage page = await changed.QueryAsync(new ProjectionQuery("orders_list") { Limit = 100 });
        page.Columns.Should().Equal("id", "doubled");
        page.Rows.Should().HaveCount(25);
        (await again.QueryAsync(new ProjectionQuery("orders_list") { Limit = 100 })).Rows.Should().HaveCount(25);
    }

    [Theory]
    [InlineData("SELECT nothing FROM nowhere")]
    [InlineData("SELECT customer FROM orders")]
    public async Task Start_QueryThatTheDatabaseRefuses_FailsAndLeavesNothing(string sql)
    {
        ProjectionsEngine good = await StartAsync(OrdersList);
        Func<Task> start = () => StartAsync(OrdersList, new ProjectionDefinition("broken", sql, "id"));

        (await start.Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("projection_invalid");
        await StartAsync(OrdersList, new ProjectionDefinition("broken", "SELECT id FROM orders", "id"));
        (await good.QueryAsync(new ProjectionQuery("orders_list"))).Rows.Should().HaveCount(25);
    }

    protected async Task<ProjectionsEngine> StartAsync(params ProjectionDefinition[] definitions)
    {
        bool isFirst = !_isSeeded;
        ProjectionsOptions options = new();
        foreach (ProjectionDefinition definition in definitions)
            options.Definitions.Add(definition);
        IProjectionStore store = await OpenAsync();
        if (isFirst)
        {
            await InsertAsync(Enumerable.Range(0, 25).Select(static i => new ProjectedOrder($"o{i:00}", i % 5 == 4 ? null : $"Customer {i % 5}", i / 2, i % 2 == 0 ? "[\"even\"]" : "[\"odd\",\"x\"]")));
            _isSeeded = true;
        }

        ProjectionsEngine engine = new(store, options);
        await engine.StartAsync();
        return engine;
    }

    private bool _isSeeded;

    private static async Task<List<string>> PagesAsync(ProjectionsEngine projections, ProjectionQuery query)
    {
        List<string> ids = [];
        string? after = null;
        do
        {
            ProjectionPage page = await projections.QueryAsync(query with { After = after });
            page.Rows.Length.Should().BeInRange(1, query.Limit);
            ids.AddRange(page.Rows.Select((_, i) => (string)page.Value(i, "id")!));
            after = page.Next;
        }
        while (after is not null);
        return ids;
    }
}
