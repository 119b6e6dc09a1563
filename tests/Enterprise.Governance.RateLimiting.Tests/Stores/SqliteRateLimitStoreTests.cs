using Enterprise.Governance.Conformance;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.RateLimiting.Tests.Stores;

public sealed class SqliteRateLimitStoreTests : RateLimitStoreConformance
{
    private readonly SqliteFiles _files = new(SqliteFeatures.RateLimiting);

    protected override int ModelRuns => 60;

    protected override ValueTask<IRateLimitStore> OpenAsync() => new(new SqliteRateLimitStore(_files.Open(Clock)));

    public override async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Rows_OfManyWindows_AreOnePerKey()
    {
        await using GovernanceSqliteDatabase database = _files.Open(Clock);
        SqliteRateLimitStore store = new(database);
        for (int i = 0; i < 10; i++)
        {
            await store.AcquireAsync(Request("t", 1, Tenant("t", 5), User("u", 5)), default);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        long rows = await database.ReadAsync(static (session, _) => session.ScalarLong("SELECT count(*) FROM rate_limit_windows;"), 0, default);
        rows.Should().Be(2);
    }

    [Fact]
    public async Task Count_AfterReopening_IsStillThere()
    {
        await using (GovernanceSqliteDatabase first = _files.Open(Clock))
            await new SqliteRateLimitStore(first).AcquireAsync(Request("t", 3, User("u", 5)), default);

        IRateLimitStore second = await OpenAsync();

        (await CountAsync(second, "t", User("u", 5))).Should().Be(3);
    }
}
