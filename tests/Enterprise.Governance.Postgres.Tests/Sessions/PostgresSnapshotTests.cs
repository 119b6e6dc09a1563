using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Sessions;

public sealed class PostgresSnapshotTests : IAsyncLifetime
{
    private PostgresTestDatabase _database = null!;
    private GovernancePostgresDatabase _opened = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Policies);
        _opened = _database.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _opened.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Share_AfterACommit_SeesTheMomentOfTheFirst()
    {
        await using PostgresSnapshot one = await PostgresSnapshot.OpenAsync(_opened, default);
        await new PostgresPolicySetStore(_opened).WriteAsync("v", "{}"u8.ToArray(), default);

        await using PostgresSnapshot two = await one.ShareAsync(default);
        await using PostgresSnapshot later = await PostgresSnapshot.OpenAsync(_opened, default);

        (await VersionsAsync(two).ToListAsync()).Should().BeEmpty();
        (await VersionsAsync(later).ToListAsync()).Should().Equal("v");
    }

    [Fact]
    public async Task Page_EndedBeforeItsEnd_LeavesNoCursor()
    {
        await using PostgresSnapshot snapshot = await PostgresSnapshot.OpenAsync(_opened, default);
        for (int i = 0; i < 3; i++)
            (await NumbersAsync(snapshot).FirstAsync()).Should().Be(1);

        (await NumbersAsync(snapshot).CountAsync()).Should().Be(2_500);
        (await snapshot.PageAsync("SELECT name FROM pg_cursors WHERE name <> ''", static _ => { }, static row => row.GetString(0), default).ToListAsync()).Should().ContainSingle("its own").Which.Should().MatchRegex("^page_[0-9a-f]{16}_1$");
    }

    [Fact]
    public async Task Page_WhereTheDriverPreparesStatements_HasTheColumnsOfEachStatement()
    {
        // One connection, whose statements the server prepares when they come for the second time.
        await using NpgsqlDataSource source = _database.OpenDataSource(PostgresCluster.App, static c => (c.MaxPoolSize, c.MaxAutoPrepare, c.AutoPrepareMinUsages, c.NoResetOnClose) = (1, 50, 2, true));
        await using GovernancePostgresDatabase database = new(source, new GovernancePostgresOptions { Features = PostgresFeatures.Policies, SchemaMode = SchemaMode.Validate });
        for (int i = 0; i < 4; i++)
        {
            await using (PostgresSnapshot snapshot = await PostgresSnapshot.OpenAsync(database, default))
                (await NumbersAsync(snapshot).CountAsync()).Should().Be(2_500);
            await using (PostgresSnapshot snapshot = await PostgresSnapshot.OpenAsync(database, default))
            {
                (await snapshot.PageAsync("SELECT 'a' || n, n, now() FROM generate_series(1, 2500) AS n", static _ => { }, static row => row.GetString(0), default).CountAsync()).Should().Be(2_500);
            }
        }
    }

    [Fact]
    public async Task Page_WhileAReadInsideFails_TellsThatFailure()
    {
        await using PostgresSnapshot snapshot = await PostgresSnapshot.OpenAsync(_opened, default);

        Func<Task> act = async () =>
        {
            await foreach (int _ in NumbersAsync(snapshot))
            {
                await foreach (NpgsqlDataReader row in snapshot.ReadAsync("SELECT 1 / 0", static _ => { }, default))
                    row.GetInt32(0);
            }
        };

        (await act.Should().ThrowAsync<GovernanceException>()).Which.Message.Should().Contain("22012");
    }

    private static IAsyncEnumerable<string> VersionsAsync(PostgresSnapshot snapshot) =>
        snapshot.PageAsync("SELECT version FROM {schema}.policy_sets", static _ => { }, static row => row.GetString(0), default);

    private static IAsyncEnumerable<int> NumbersAsync(PostgresSnapshot snapshot) =>
        snapshot.PageAsync("SELECT generate_series(1, 2500)", static _ => { }, static row => row.GetInt32(0), default);
}
