using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres.Tests.Projections;

public sealed class ColumnTypeTests : IAsyncLifetime
{
    private static readonly ProjectionDefinition Typed = new("typed", "SELECT * FROM typed_rows", "id");
    private static readonly string[] Columns = ["id", "at", "local", "day", "price", "ratio", "small", "flag", "uid", "doc", "raw", "mood", "label", "list"];

    private ProjectionDatabase _database = null!;
    private PostgresProjectionStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await ProjectionDatabase.CreateAsync();
        await _database.OwnerAsync(
            """
            CREATE TYPE public.mood AS ENUM ('low', 'high');
            CREATE DOMAIN public.label AS text;
            CREATE TABLE public.typed_rows (id integer PRIMARY KEY, at timestamptz, local timestamp, day date, price numeric, ratio real, small smallint, flag boolean,
                uid uuid, doc jsonb, raw json, mood public.mood, label public.label, list text[]);
            INSERT INTO public.typed_rows VALUES
                (1, '2026-11-22 20:00:00.123+01', '2026-11-22 20:00:00', '2026-11-22', 12345678901234567.25, 0.1, 7, true, '7d444840-9dc0-11d1-b245-5ffdce74fad2', '["a","b"]', '{"k":1}', 'high', 'Ä', '{x}'),
                (2, '2026-11-22 19:00:00.123456Z', '2026-11-22 20:00:00.5', '2025-01-01', -0.1, 1e30, -7, false, '00000000-0000-0000-0000-000000000000', '{"a":1}', '[1]', 'low', 'a', '{}'),
                (3, 'infinity', '-infinity', 'infinity', 'NaN', 'Infinity', 0, NULL, NULL, NULL, NULL, NULL, 'B', NULL);
            INSERT INTO public.typed_rows (id) VALUES (4), (5);
            """);
        await _database.OpenAsOwner().StartAsync([Typed], default);
        _store = _database.Open();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Values_AreTextsIntegersAndDoubles()
    {
        ProjectionPage page = await _store.QueryAsync(Typed, new ProjectionQuery("typed"), default);

        page.Columns.Should().Equal(Columns);
        page.Rows[0].Should().Equal(
            1L, "2026-11-22T19:00:00.123Z", "2026-11-22T20:00:00.000", "2026-11-22", 12345678901234567.25, 0.1, 7L, "true", "7d444840-9dc0-11d1-b245-5ffdce74fad2", "[\"a\", \"b\"]", "{\"k\":1}", "high", "Ä", "{x}");
        page.Rows[1].Take(5).Should().Equal(2L, "2026-11-22T19:00:00.123456Z", "2026-11-22T20:00:00.500", "2025-01-01", -0.1);
        page.Rows[2].Take(6).Should().Equal(3L, "infinity", "-infinity", "infinity", double.NaN, double.PositiveInfinity);
        page.Rows[3].Skip(1).Should().OnlyContain(static value => value == null);
    }

    [Fact]
    public async Task Order_ByAnyColumn_PagesThroughEveryRowOnce()
    {
        foreach (string column in Columns)
        {
            foreach (bool descending in (bool[])[false, true])
            {
                List<object?> ids = [], values = [];
                string? after = null;
                do
                {
                    ProjectionPage page = await _store.QueryAsync(Typed, new ProjectionQuery("typed") { OrderBy = column, Descending = descending, Limit = 1, After = after }, default);
                    ids.Add(page.Value(0, "id"));
                    values.Add(page.Value(0, column));
                    after = page.Next;
                }
                while (after is not null);

                ids.Should().HaveCount(5, column).And.OnlyHaveUniqueItems(column);
                int nulls = values.Count(static value => value is null);
                (descending ? values.SkipLast(nulls) : values.Skip(nulls)).Should().NotContainNulls($"NULL is the lowest value of `{column}`");
            }
        }
    }

    [Theory]
    [InlineData("at", "2026-11-22T19:00:00.123456Z", 2)]
    [InlineData("at", "infinity", 3)]
    [InlineData("local", "2026-11-22T20:00:00.000", 1)]
    [InlineData("day", "2025-01-01", 2)]
    [InlineData("price", "12345678901234567.250", 1)]
    [InlineData("ratio", "0.1", 1)]
    [InlineData("small", "-7", 2)]
    [InlineData("flag", "true", 1)]
    [InlineData("uid", "7D444840-9DC0-11D1-B245-5FFDCE74FAD2", 1)]
    [InlineData("doc", "[\"a\",\"b\"]", 1)]
    [InlineData("raw", "{\"k\":1}", 1)]
    [InlineData("mood", "low", 2)]
    [InlineData("label", "Ä", 1)]
    [InlineData("list", "{x}", 1)]
    public async Task Filter_Equal_ComparesInTheColumnsOwnType(string column, string value, long id) => (await IdsAsync(column, ProjectionOperator.Equal, value)).Should().Equal(id);

    [Fact]
    public async Task Filter_OfOtherKinds()
    {
        (await IdsAsync("doc", ProjectionOperator.HasElement, "a")).Should().Equal([1L], "an object's members are no elements");
        (await IdsAsync("label", ProjectionOperator.Contains, "ä")).Should().BeEmpty("only A to Z have two cases");
        (await IdsAsync("label", ProjectionOperator.Less, "a")).Should().Equal([3L], "texts are compared by code point");
        (await IdsAsync("mood", ProjectionOperator.Less, "high")).Should().Equal([2L], "an enum has an order of its own");
        (await IdsAsync("price", ProjectionOperator.Less, "9")).Should().Equal(2L);
    }

    [Theory]
    [InlineData("at", ProjectionOperator.Less, "yesterday-ish", "the value for column `at` is no pg_catalog.timestamptz*")]
    [InlineData("id", ProjectionOperator.Equal, "99999999999", "the value for column `id` is no pg_catalog.int4*")]
    [InlineData("uid", ProjectionOperator.Equal, "secret", "the value for column `uid` is no pg_catalog.uuid*")]
    [InlineData("mood", ProjectionOperator.Greater, "secret", "the value for column `mood` is no public.mood*")]
    [InlineData("label", ProjectionOperator.Equal, "a\0b", "the value for column `label` is no public.label*")]
    [InlineData("label", ProjectionOperator.HasElement, "x", "the column `label` holds a text that is no JSON; it has no elements*")]
    public async Task Filter_ThatTheTypeRefuses_IsTheCallersMistake(string column, ProjectionOperator comparison, string value, string message)
    {
        ArgumentException refused = (await FluentActions.Awaiting(() => IdsAsync(column, comparison, value)).Should().ThrowAsync<ArgumentException>().WithMessage(message)).Which;
        refused.Message.Should().NotContain("secret");
    }

    [Fact]
    public async Task Cursor_WithAValueThatTheTypeRefuses_IsRefused()
    {
        string cursor = System.Buffers.Text.Base64Url.EncodeToString("[\"x\"]"u8);
        await FluentActions.Awaiting(() => _store.QueryAsync(Typed, new ProjectionQuery("typed") { After = cursor }, default).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("the cursor is not one that a page gave*");
    }

    private async Task<List<object?>> IdsAsync(string column, ProjectionOperator comparison, string value)
    {
        ProjectionPage page = await _store.QueryAsync(Typed, new ProjectionQuery("typed") { Filters = [new ProjectionFilter(column, comparison, value)] }, default);
        return [.. page.Rows.Select((_, i) => page.Value(i, "id"))];
    }
}
