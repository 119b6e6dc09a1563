using System.Collections.Immutable;
using Enterprise.Governance.Conformance;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres.Tests.Projections;

/// <summary>A statement that is kept is the one that would be written anew.</summary>
public sealed class PageTextTests
{
    [Fact]
    public async Task Page_AfterTheKeyHasChanged_IsInItsOrder()
    {
        await using ProjectionDatabase database = await ProjectionDatabase.CreateAsync();
        await database.InsertAsync([new ProjectedOrder("o1", "Bob", 1, "[]"), new ProjectedOrder("o2", "Ann", 1, "[]")]);
        ProjectionDefinition before = new("orders_list", "SELECT id, customer FROM orders", "id"), after = new("orders_list", before.Sql, "customer", "id");
        await database.OpenAsOwner().StartAsync([before], default);
        PostgresProjectionStore store = database.Open();
        await store.QueryAsync(before, new ProjectionQuery("orders_list") { Limit = 1 }, default);
        await database.OpenAsOwner().StartAsync([after], default);

        ProjectionPage first = await store.QueryAsync(after, new ProjectionQuery("orders_list") { Limit = 1 }, default);
        ProjectionPage second = await store.QueryAsync(after, new ProjectionQuery("orders_list") { Limit = 1, After = first.Next }, default);

        first.Rows.Concat(second.Rows).Select(static row => row[0]).Should().Equal("o2", "o1");
    }

    [Fact]
    public async Task Page_AfterAColumnHasAnotherType_IsReadWithIt()
    {
        await using ProjectionDatabase database = await ProjectionDatabase.CreateAsync();
        await database.InsertAsync([new ProjectedOrder("o1", "Bob", 1, "[]")]);
        ProjectionDefinition before = new("orders_list", "SELECT id, length(customer) AS customer FROM orders", "id"), after = new("orders_list", "SELECT id, customer FROM orders", "id");
        await database.OpenAsOwner().StartAsync([before], default);
        PostgresProjectionStore store = database.Open();
        await store.QueryAsync(before, new ProjectionQuery("orders_list"), default);
        await database.OpenAsOwner().StartAsync([after], default);

        (await store.QueryAsync(after, new ProjectionQuery("orders_list"), default)).Rows.Single().Should().Equal("o1", "Bob");
    }

    [Fact]
    public async Task Texts_AfterManyOthers_AreStillKept()
    {
        await using ProjectionDatabase database = await ProjectionDatabase.CreateAsync();
        ProjectionDefinition definition = new("orders_list", "SELECT id, customer FROM orders", "id");
        PostgresPageTexts texts = new();
        GovernancePostgresDatabase opened = database.Database.Open();
        ImmutableArray<PostgresProjectionColumn> columns = [];
        PostgresProjectionQuery last = null!;

        // Each a look at the catalog of its own, as after a query that was refused.
        for (int i = 0; i < 300; i++)
        {
            columns = [new PostgresProjectionColumn("id", "pg_catalog.text", PostgresColumnKind.Text, true, true, true)];
            last = PostgresProjectionQuery.Build(definition, columns, new ProjectionQuery("orders_list"), texts, opened);
        }

        PostgresProjectionQuery.Build(definition, columns, new ProjectionQuery("orders_list"), texts, opened).Sql.Should().BeSameAs(last.Sql);
    }
}
