using Enterprise.Governance.CostMetering;
using Enterprise.Governance.RateLimiting;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests;

public sealed class PoolerTests
{
    private const PostgresFeatures Three = PostgresFeatures.Policies | PostgresFeatures.RateLimiting | PostgresFeatures.CostMetering;

    /// <summary>A pooler in transaction mode hands the session to somebody else after each operation: nothing of ours may be in it.</summary>
    [Fact]
    public async Task Session_AfterEveryOperation_IsAsItWas()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(Three);
        NpgsqlDataSource session = database.OpenDataSource(PostgresCluster.App, static c => (c.MaxPoolSize, c.NoResetOnClose) = (1, true));
        string before = await StateAsync(session);
        GovernancePostgresDatabase governance = new(session, new GovernancePostgresOptions { Features = Three, SchemaMode = SchemaMode.Validate });
        PostgresRateLimitStore limits = new(governance);
        PostgresCostStore costs = new(governance);
        PostgresPolicySetStore policies = new(governance);
        CostCall call = new("run", "c", new GovernanceScope("acme", "sales", "ann"), CostCallKind.Llm, "m");
        Func<Task>[] operations =
        [
            async () => await governance.OpenAsync(),
            async () => await limits.AcquireAsync(new("acme", 60, 1, [new(RateLimitKind.User, "ann", 5)]), default),
            async () => await limits.AcquireAsync(new("acme", 60, 1, [new(RateLimitKind.User, "ann", 5)]), default),
            async () => await limits.AcquireAsync(new("acme", 60, 9, [new(RateLimitKind.User, "ann", 5)]), default),
            async () => await costs.HoldAsync(new CostHold(call, 1, 1, CostLimits.Unlimited, [new(CostScopeKind.User, "ann", 9)], TimeSpan.FromMinutes(1)), default),
            async () => await costs.RenewAsync(call.Key, TimeSpan.FromMinutes(2), default),
            async () => await costs.SettleAsync(new CostSettlement(call, 1), default),
            async () => await costs.ReleaseAsync(call.Key, default),
            async () => await costs.GetRunUsageAsync("acme", "run", default),
            async () => await policies.WriteAsync("v", "{}"u8.ToArray(), default),
            async () => await policies.ActivateAsync("acme", "v", default),
        ];

        foreach (Func<Task> operation in operations)
        {
            await operation();
            (await StateAsync(session)).Should().Be(before);
        }
    }

    /// <summary>Whatever a session can keep: settings, locks, prepared statements, temporary tables and channels.</summary>
    private static async Task<string> StateAsync(NpgsqlDataSource session) => (string)(await PostgresTestDatabase.ScalarAsync(session, """
        SELECT concat_ws(' ', 'pid', pg_backend_pid(),
            'settings', (SELECT string_agg(name, ',' ORDER BY name) FROM pg_settings WHERE source = 'session'),
            'locks', (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'),
            'prepared', (SELECT count(*) FROM pg_prepared_statements),
            'temporary', (SELECT count(*) FROM pg_class WHERE relpersistence = 't'),
            'listening', (SELECT count(*) FROM pg_listening_channels()))
        """))!;
}
