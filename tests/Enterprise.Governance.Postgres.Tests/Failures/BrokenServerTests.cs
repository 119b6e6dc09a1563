using Enterprise.Governance.CostMetering;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>Real servers in real trouble: what callers are told, and that nothing needs a restart afterwards.</summary>
public sealed class BrokenServerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly List<NpgsqlDataSource> _opened = [];
    private PostgresTestDatabase _database = null!;
    private PostgresProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.RateLimiting | PostgresFeatures.CostMetering);
        NpgsqlConnectionStringBuilder server = new(_database.AppDataSource.ConnectionString);
        _proxy = new PostgresProxy(server.Host!, server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Server_Gone_IsUnavailableAndRecoversByItself()
    {
        PostgresRateLimitStore store = new(Open());
        await AcquireAsync(store);
        _proxy.Stop();

        (await FailureAsync(store)).Should().Match<GovernanceException>(static e => e.Code == "store_unavailable" && e.IsTransient);
        (await FailureAsync(store)).Code.Should().Be("store_unavailable");
        _proxy.Start();

        (await AcquireAsync(store)).Keys[0].Count.Should().Be(2);
    }

    [Fact]
    public async Task Server_NotThereAtTheStart_IsTriedAgainByTheNextCall()
    {
        _proxy.Stop();
        PostgresRateLimitStore store = new(Open());
        (await FailureAsync(store)).Code.Should().Be("store_unavailable");
        _proxy.Start();

        (await AcquireAsync(store)).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task Sessions_KilledByTheServer_FailOneCallAndAreReplaced()
    {
        NpgsqlDataSource dataSource = _database.OpenDataSource(PostgresCluster.App);
        PostgresRateLimitStore store = new(new GovernancePostgresDatabase(dataSource, new GovernancePostgresOptions { SchemaMode = SchemaMode.None }));
        NpgsqlConnection[] idle = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => dataSource.OpenConnectionAsync().AsTask()));
        foreach (NpgsqlConnection connection in idle)
            await connection.DisposeAsync();
        await (await PostgresCluster.GetAsync()).ExecuteAsync($"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{_database.Name}'");

        (await FailureAsync(store)).Should().Match<GovernanceException>(static e => e.Code == "store_unavailable" && e.IsTransient);

        (await AcquireAsync(store)).IsAcquired.Should().BeTrue("one failure is enough to give up the other nine sessions");
    }

    [Fact]
    public async Task Server_ThatDoesNotAnswer_TimesOut()
    {
        PostgresRateLimitStore store = new(Open(options => options.CommandTimeout = TimeSpan.FromSeconds(1)));
        await AcquireAsync(store);
        _proxy.Stall();

        (await FailureAsync(store)).Should().Match<GovernanceException>(static e => e.Code == "store_timeout" && e.IsTransient);
        _proxy.Flow();

        (await AcquireAsync(store)).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task Server_ReadOnly_SaysSoAndRecoversAfterAFailover()
    {
        PostgresRateLimitStore limits = new(Open());
        PostgresCostStore costs = new(Open());
        await SetAsync("default_transaction_read_only = on");

        (await FailureAsync(limits)).Should().Match<GovernanceException>(static e => e.Code == "store_read_only" && e.IsTransient);
        (await costs.Awaiting(c => c.HoldAsync(Hold("c"), default).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_read_only");
        (await costs.GetRunUsageAsync("acme", "run", default)).Should().Be(RunUsage.None, "reading needs no primary");
        await SetAsync("default_transaction_read_only = off");

        (await limits.AcquireAsync(Request(), default)).IsAcquired.Should().BeTrue();
        (await costs.HoldAsync(Hold("c"), default)).IsGranted.Should().BeTrue();
    }

    [Fact]
    public async Task Connections_AllTaken_IsBusy()
    {
        PostgresRateLimitStore store = new(Open());
        await AcquireAsync(store);
        await SetAsync("", "CONNECTION LIMIT 0");
        (await FailureAsync(store)).Should().Match<GovernanceException>(static e => e.Code == "store_busy" && e.IsTransient);
        await SetAsync("", "CONNECTION LIMIT -1");

        (await AcquireAsync(store)).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task Pool_Exhausted_IsBusy()
    {
        NpgsqlDataSource dataSource = _database.OpenDataSource(PostgresCluster.App, static c => (c.MaxPoolSize, c.Timeout) = (1, 1));
        PostgresRateLimitStore store = new(new GovernancePostgresDatabase(dataSource, new GovernancePostgresOptions { SchemaMode = SchemaMode.None }));
        await using (await dataSource.OpenConnectionAsync())
            (await FailureAsync(store)).Should().Match<GovernanceException>(static e => e.Code == "store_busy" && e.IsTransient);

        (await AcquireAsync(store)).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task Transaction_ThatFailsHalfway_LeavesItsConnectionUsable()
    {
        // One connection that is never reset: what a failed transaction leaves open would be the next caller's.
        NpgsqlDataSource dataSource = _database.OpenDataSource(PostgresCluster.App, static c => (c.MaxPoolSize, c.NoResetOnClose) = (1, true));
        GovernancePostgresDatabase database = new(dataSource, new GovernancePostgresOptions { SchemaMode = SchemaMode.None, LockTimeout = TimeSpan.FromMilliseconds(100) });
        PostgresCostStore store = new(database);
        await using (NpgsqlConnection other = await _database.AppDataSource.OpenConnectionAsync())
        {
            await using NpgsqlTransaction transaction = await other.BeginTransactionAsync();
            await PostgresCluster.ExecuteAsync(other, $"SELECT governance.cost_lock('{{{PostgresCostLocks.OfRun("acme", "run")}}}')");
            (await store.Awaiting(s => s.HoldAsync(Hold("c"), default).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_busy");
        }

        (await store.HoldAsync(Hold("c"), default)).IsGranted.Should().BeTrue();

        (await PostgresTestDatabase.ScalarAsync(_database.AppDataSource, "SELECT count(*) FROM governance.cost_holds")).Should().Be(1L, "the second transaction is committed, not part of the first");
        (await PostgresTestDatabase.ScalarAsync(dataSource, "SELECT current_setting('lock_timeout')")).Should().Be("0", "settings end with their transaction");
    }

    [Fact]
    public async Task Limiter_WhileTheServerIsGone_FallsBackAndRecovers()
    {
        GovernanceRateLimiter limiter = new(new PostgresRateLimitStore(Open()), options: new RateLimitOptions { DefaultLimits = new() { UserRpm = 10 }, ExpectedInstances = 2 }, timeProvider: _clock);
        GovernanceScope scope = new("acme", null, "ann"), spender = new("acme", null, "bob");
        (await limiter.AcquireAsync(scope)).Origin.Should().Be(RateLimitOrigin.Store);
        (await limiter.AcquireAsync(spender, 10)).IsAcquired.Should().BeTrue();
        _proxy.Stop();

        (await limiter.AcquireAsync(spender)).Should().Match<RateLimitDecision>(static d => !d.IsAcquired && d.Origin == RateLimitOrigin.Spent, "a spent window needs no database");
        int admitted = 0;
        for (int i = 0; i < 20; i++)
            admitted += (await limiter.AcquireAsync(scope)) is { IsAcquired: true, Origin: RateLimitOrigin.LocalFallback } ? 1 : 0;
        admitted.Should().Be(5, "10 over two instances");
        _proxy.Start();
        _clock.Advance(TimeSpan.FromSeconds(2));

        (await limiter.AcquireAsync(scope)).Origin.Should().Be(RateLimitOrigin.Store);
    }

    [Theory]
    [InlineData(RateLimitStoreFailure.Deny, false)]
    [InlineData(RateLimitStoreFailure.Allow, true)]
    public async Task Limiter_OnAReadOnlyServer_DoesAsItIsTold(RateLimitStoreFailure onFailure, bool isAcquired)
    {
        GovernanceRateLimiter limiter = new(new PostgresRateLimitStore(Open()), options: new RateLimitOptions { DefaultLimits = new() { UserRpm = 10 }, OnStoreFailure = onFailure }, timeProvider: _clock);
        await SetAsync("default_transaction_read_only = on");

        (await limiter.AcquireAsync(new GovernanceScope("acme", null, "ann"))).Should().Match<RateLimitDecision>(d => d.IsAcquired == isAcquired && d.Origin == RateLimitOrigin.StoreFailure);
    }

    private GovernancePostgresDatabase Open(Action<GovernancePostgresOptions>? configure = null)
    {
        GovernancePostgresOptions options = new() { Features = PostgresFeatures.RateLimiting | PostgresFeatures.CostMetering, SchemaMode = SchemaMode.Validate };
        configure?.Invoke(options);
        NpgsqlDataSource dataSource = _database.OpenDataSource(PostgresCluster.App, c => (c.Host, c.Port, c.Timeout, c.CancellationTimeout) = ("127.0.0.1", _proxy.Port, 5, 100));
        _opened.Add(dataSource);
        return new GovernancePostgresDatabase(dataSource, options) { TestClock = _clock };
    }

    /// <summary>Changes a setting of the database, and ends the sessions that have the old one.</summary>
    private async Task SetAsync(string setting, string? option = null)
    {
        PostgresCluster cluster = await PostgresCluster.GetAsync();
        await cluster.ExecuteAsync($"ALTER DATABASE {_database.Name} {option ?? $"SET {setting}"}");
        await cluster.ExecuteAsync($"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{_database.Name}'");
        foreach (NpgsqlDataSource dataSource in _opened)
            dataSource.Clear();
    }

    private static async Task<GovernanceException> FailureAsync(PostgresRateLimitStore store) =>
        (await store.Awaiting(static s => AcquireAsync(s)).Should().ThrowAsync<GovernanceException>()).Which;

    private static async Task<RateLimitStoreResult> AcquireAsync(PostgresRateLimitStore store) => await store.AcquireAsync(Request(), default);

    private static RateLimitStoreRequest Request() => new("acme", 60, 1, [new(RateLimitKind.User, "ann", 1000)]);

    private static CostHold Hold(string call) => new(
        new CostCall("run", call, new GovernanceScope("acme"), CostCallKind.Tool), 1, 0, new CostLimits { MaxCostUnits = 100 }, [], TimeSpan.FromMinutes(1));
}
