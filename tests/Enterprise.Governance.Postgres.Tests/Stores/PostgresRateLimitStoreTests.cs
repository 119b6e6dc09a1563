using Enterprise.Governance.Conformance;
using Enterprise.Governance.RateLimiting;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Stores;

public sealed class PostgresRateLimitStoreTests : RateLimitStoreConformance
{
    private PostgresTestDatabase _database = null!;

    protected override int ModelRuns => 40;

    protected override ValueTask<IRateLimitStore> OpenAsync() => new(new PostgresRateLimitStore(_database.Open(Clock)));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.RateLimiting);
    }

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Rows_OfManyWindows_AreOnePerKey()
    {
        PostgresRateLimitStore store = new(_database.Open(Clock));
        for (int i = 0; i < 10; i++)
        {
            await store.AcquireAsync(Request("t", 1, Tenant("t", 5), User("u", 5)), default);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (await PostgresTestDatabase.ScalarAsync(_database.AppDataSource, "SELECT count(*) FROM governance.rate_limit_windows")).Should().Be(2L);
    }

    [Fact]
    public async Task Clock_OfTheServer_CountsWhateverTheClientThinks()
    {
        PostgresRateLimitStore store = new(_database.Open());
        DateTime before = (DateTime)(await PostgresTestDatabase.ScalarAsync(_database.AppDataSource, "SELECT clock_timestamp()"))!;

        RateLimitStoreResult result = await store.AcquireAsync(Request("t", 1, User("u", 5)), default);

        DateTime after = (DateTime)(await PostgresTestDatabase.ScalarAsync(_database.AppDataSource, "SELECT clock_timestamp()"))!;
        result.Now.UtcDateTime.Should().BeOnOrAfter(before).And.BeOnOrBefore(after);
        result.Keys[0].WindowStart.Should().Be(result.Now.ToUnixTimeSeconds() / Window * Window);
    }

    [Fact]
    public async Task Clock_IsReadAfterTheLock_NotBefore()
    {
        // Whoever waits for a row over the end of a window counts in the next one.
        PostgresRateLimitStore store = new(_database.Open());
        RateLimitStoreRequest request = new("t", 1, 1, [User("u", 5)]);
        await store.AcquireAsync(request, default);
        ValueTask<RateLimitStoreResult> waiting;
        DateTime released;
        await using (NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync())
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await PostgresCluster.ExecuteAsync(connection, "SELECT * FROM governance.rate_limit_windows FOR UPDATE");
            waiting = store.AcquireAsync(request, default);
            await using NpgsqlCommand wait = new("SELECT pg_sleep(1.2), clock_timestamp()", connection, transaction);
            await using (NpgsqlDataReader reader = await wait.ExecuteReaderAsync())
            {
                await reader.ReadAsync();
                released = reader.GetDateTime(1);
            }

            await transaction.CommitAsync();
        }

        RateLimitStoreResult result = await waiting;

        result.Now.UtcDateTime.Should().BeOnOrAfter(released);
        result.Keys[0].WindowStart.Should().Be(result.Now.ToUnixTimeSeconds());
        result.Keys[0].Count.Should().Be(1);
    }

    [Fact]
    public async Task Race_KeysNobodyHasSeen_InAnyOrder_NeitherDeadlocksNorFails()
    {
        IRateLimitStore[] stores = [await OpenAsync(), await OpenAsync(), await OpenAsync()];

        RateLimitStoreResult[] results = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            RateLimitStoreKey[] keys = [Tenant("t", 1000), Org($"o{i / 30}", 1000), User($"u{i / 30}", 1000)];
            return await stores[i % 3].AcquireAsync(Request("t", 1, i % 2 == 0 ? keys : [.. keys.Reverse()]), default);
        })));

        results.Should().OnlyContain(static result => result.IsAcquired);
        (await CountAsync(stores[0], "t", Tenant("t", 1000))).Should().Be(300);
        (await CountAsync(stores[0], "t", User("u9", 1000))).Should().Be(30);
    }

    [Theory]
    [InlineData(false, "off")]
    [InlineData(true, "on")]
    public async Task Commit_IsAsynchronousForTheLimiterAlone(bool isSynchronous, string expected)
    {
        // A trigger of the owner sees the setting that the transaction will commit with.
        await using (NpgsqlConnection owner = await _database.OwnerDataSource.OpenConnectionAsync())
        {
            await PostgresCluster.ExecuteAsync(owner, """
                CREATE TABLE governance.seen (value text); GRANT INSERT ON governance.seen TO PUBLIC;
                CREATE FUNCTION governance.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO governance.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
                CREATE TRIGGER see AFTER INSERT ON governance.rate_limit_windows FOR EACH STATEMENT EXECUTE FUNCTION governance.see();
                """);
        }

        GovernancePostgresDatabase database = _database.Open(configure: options => options.RateLimitSynchronousCommit = isSynchronous);
        await new PostgresRateLimitStore(database).AcquireAsync(Request("t", 1, User("u", 5)), default);

        (await PostgresTestDatabase.ScalarAsync(_database.OwnerDataSource, "SELECT value FROM governance.seen")).Should().Be(expected);
        (await PostgresTestDatabase.ScalarAsync(database.DataSource, "SELECT current_setting('synchronous_commit')")).Should().Be("on");
    }

    [Fact]
    public async Task Lock_HeldForLongerThanTheTimeout_IsATransientErrorThatCountsNothing()
    {
        GovernancePostgresDatabase database = _database.Open(configure: static options => options.LockTimeout = TimeSpan.FromMilliseconds(100));
        PostgresRateLimitStore store = new(database);
        await store.AcquireAsync(Request("t", 1, User("u", 5)), default);
        await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
        await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
        {
            await PostgresCluster.ExecuteAsync(connection, "SELECT * FROM governance.rate_limit_windows FOR UPDATE");
            (await store.Awaiting(s => s.AcquireAsync(Request("t", 1, User("u", 5)), default).AsTask()).Should().ThrowAsync<GovernanceException>())
                .Which.Should().Match<GovernanceException>(static e => e.Code == "store_busy" && e.IsTransient);
        }

        (await CountAsync(store, "t", User("u", 5))).Should().Be(1);
    }

    [Fact]
    public async Task Updates_StayOffTheIndex()
    {
        await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        for (int i = 0; i < 10; i++)
            await PostgresCluster.ExecuteAsync(connection, "SELECT governance.rate_limit_acquire('t', 60, '{1}', '{user}', '{u}', '{100}', NULL, '0', false)");

        await using NpgsqlCommand command = new("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'rate_limit_windows'", connection, transaction);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        (reader.GetInt64(0), reader.GetInt64(1)).Should().Be((10, 10));
    }
}
