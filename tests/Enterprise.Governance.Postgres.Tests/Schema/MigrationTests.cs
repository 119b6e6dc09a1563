using Enterprise.Governance.Postgres.Migrations;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Schema;

public sealed class MigrationTests : IAsyncLifetime
{
    private const PostgresFeatures Three = PostgresFeatures.Policies | PostgresFeatures.RateLimiting | PostgresFeatures.CostMetering;

    private PostgresTestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.None);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Apply_Twice_ChangesNothingTheSecondTime()
    {
        await Owner(SchemaMode.Apply).OpenAsync();
        string schema = await DumpAsync("governance");

        await Owner(SchemaMode.Apply).OpenAsync();

        (await DumpAsync("governance")).Should().Be(schema);
        await Owner(SchemaMode.Validate).OpenAsync();
    }

    [Fact]
    public async Task FindFeatures_TellsWhatTheSchemaHas_WhateverItWasOpenedFor()
    {
        await Owner(SchemaMode.Apply, PostgresFeatures.Ledger | PostgresFeatures.Anchoring).OpenAsync();
        await RunAsync("INSERT INTO governance.schema_migrations (feature, number, name, checksum, applied_at) VALUES ('teleportation', 1, 'x', 'x', now())");

        (await Owner(SchemaMode.Validate, PostgresFeatures.None).FindFeaturesAsync()).Should().Be(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);
    }

    [Fact]
    public async Task FindFeatures_DatabaseWithoutMigrations_HasNone() => (await Owner(SchemaMode.Validate, PostgresFeatures.None).FindFeaturesAsync()).Should().Be(PostgresFeatures.None);

    [Fact]
    public async Task Apply_FromManyAtOnce_AppliesEachOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Owner(SchemaMode.Apply, ownConnections: true).OpenAsync().AsTask())));

        (await ScalarAsync("SELECT count(*) FROM governance.schema_migrations")).Should().Be((long)PostgresMigration.Load(PostgresFeatures.All).Count);
    }

    [Fact]
    public async Task Script_MakesTheSameSchemaAsApply()
    {
        await RunAsync(GovernancePostgresSchema.Script(PostgresFeatures.All));
        string scripted = await DumpAsync("governance");
        await Owner(SchemaMode.Validate).OpenAsync();
        await using PostgresTestDatabase other = await PostgresTestDatabase.CreateAsync(PostgresFeatures.None);

        await new GovernancePostgresDatabase(other.OwnerDataSource, new GovernancePostgresOptions { Features = PostgresFeatures.All }).OpenAsync();

        scripted.Should().Contain("rate_limit_windows").And.Contain("cost_hold(");
        (await DumpAsync("governance", other)).Should().Be(scripted);
    }

    [Fact]
    public async Task Apply_LimiterOnly_GetsNoOtherTables()
    {
        await Owner(SchemaMode.Apply, PostgresFeatures.RateLimiting).OpenAsync();

        (await ScalarAsync("SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'governance'"))
            .Should().Be("rate_limit_windows schema_migrations");
    }

    [Fact]
    public async Task Apply_OneFeatureAfterAnother_AddsItsTables()
    {
        await Owner(SchemaMode.Apply, PostgresFeatures.RateLimiting).OpenAsync();
        await Owner(SchemaMode.Apply, PostgresFeatures.Policies).OpenAsync();

        await Owner(SchemaMode.Validate, PostgresFeatures.RateLimiting | PostgresFeatures.Policies).OpenAsync();
    }

    [Fact]
    public async Task Validate_EmptyDatabase_NamesEveryMigrationAndCreatesNothing()
    {
        GovernanceException e = await FailureAsync(Owner(SchemaMode.Validate, PostgresFeatures.Policies | PostgresFeatures.RateLimiting));

        (e.Code, e.Message).Should().Be(("schema_mismatch",
            "the database lacks the migrations policies/0001_policy_sets, ratelimiting/0001_windows; run `governance migrate`, or set SchemaMode to Apply"));
        (await ScalarAsync("SELECT to_regnamespace('governance') IS NULL")).Should().Be(true);
    }

    [Theory]
    [InlineData("DELETE FROM governance.schema_migrations WHERE feature = 'costmetering' AND number = 3", "*lacks the migrations costmetering/0003_functions;*")]
    [InlineData("INSERT INTO governance.schema_migrations VALUES ('policies', 9999, '9999_future', 'x', now())", "*policies/9999*does not know; upgrade the library*")]
    [InlineData("UPDATE governance.schema_migrations SET checksum = 'x' WHERE feature = 'ratelimiting'", "*ratelimiting/0001*differs*altered after it was applied*")]
    public async Task Validate_DatabaseOfAnotherVersion_IsRefused(string tamper, string message)
    {
        await Owner(SchemaMode.Apply).OpenAsync();
        await RunAsync(tamper);

        GovernanceException e = await FailureAsync(Owner(SchemaMode.Validate));
        (e.Code, e.IsTransient).Should().Be(("schema_mismatch", false));
        e.Message.Should().Match(message);
    }

    [Theory]
    [InlineData("INSERT INTO governance.schema_migrations VALUES ('policies', 9999, '9999_future', 'x', now())")]
    [InlineData("UPDATE governance.schema_migrations SET checksum = 'x' WHERE feature = 'ratelimiting'")]
    public async Task Apply_DatabaseOfAnotherVersion_IsRefusedAndLeftAlone(string tamper)
    {
        await Owner(SchemaMode.Apply, PostgresFeatures.Policies | PostgresFeatures.RateLimiting).OpenAsync();
        await RunAsync(tamper);
        string schema = await DumpAsync("governance");

        (await FailureAsync(Owner(SchemaMode.Apply))).Code.Should().Be("schema_mismatch");

        (await DumpAsync("governance")).Should().Be(schema);
    }

    [Fact]
    public async Task Apply_ThatFailsHalfway_LeavesNothing()
    {
        await RunAsync("CREATE SCHEMA governance; CREATE TABLE governance.cost_daily (i integer)");
        string schema = await DumpAsync("governance");

        await FailureAsync(Owner(SchemaMode.Apply));

        (await DumpAsync("governance")).Should().Be(schema);
    }

    [Fact]
    public async Task Apply_ByARoleThatMayOnlyUse_IsFineOnceTheOwnerHasMigrated()
    {
        await using PostgresTestDatabase migrated = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Policies);

        await migrated.Open(configure: static options => options.SchemaMode = SchemaMode.Apply).OpenAsync();

        (await FailureAsync(migrated.Open(configure: static options => (options.SchemaMode, options.Features) = (SchemaMode.Apply, PostgresFeatures.All))))
            .Code.Should().Be("store_permission_denied");
    }

    [Theory]
    [InlineData("We\"ird; DROP -- 'name' {schema} @p :q")]
    [InlineData("Größe")]
    public async Task Schema_OfAnyName_IsOneIdentifier(string schema)
    {
        GovernancePostgresDatabase database = new(_database.OwnerDataSource, new GovernancePostgresOptions { Schema = schema, Features = Three });
        await database.OpenAsync();
        await RunAsync(GovernancePostgresSchema.GrantScript(Three, PostgresCluster.App, PostgresCluster.Refresher, PostgresCluster.Auditor, schema));

        GovernancePostgresDatabase app = new(_database.AppDataSource, new GovernancePostgresOptions { Schema = schema, Features = Three, SchemaMode = SchemaMode.Validate });
        await new PostgresPolicySetStore(app).WriteAsync("v", "{}"u8.ToArray(), default);
        RateLimiting.RateLimitStoreResult result = await new PostgresRateLimitStore(app).AcquireAsync(new("t", 60, 1, [new(RateLimiting.RateLimitKind.User, "u", 5)]), default);

        result.IsAcquired.Should().BeTrue();
        (await ScalarAsync("SELECT count(*) FROM pg_tables WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname <> 'information_schema' GROUP BY schemaname")).Should().Be(8L);
    }

    private GovernancePostgresDatabase Owner(SchemaMode mode, PostgresFeatures features = PostgresFeatures.All, bool ownConnections = false) => new(
        ownConnections ? _database.OpenDataSource(PostgresCluster.Owner) : _database.OwnerDataSource, new GovernancePostgresOptions { SchemaMode = mode, Features = features });

    private static async Task<GovernanceException> FailureAsync(GovernancePostgresDatabase database) =>
        (await database.Awaiting(static d => d.OpenAsync().AsTask()).Should().ThrowAsync<GovernanceException>()).Which;

    private Task<object?> ScalarAsync(string sql) => PostgresTestDatabase.ScalarAsync(_database.OwnerDataSource, sql);

    private async Task RunAsync(string sql)
    {
        await using NpgsqlCommand command = _database.OwnerDataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Everything in a schema that a migration can make, as text.</summary>
    private async Task<string> DumpAsync(string schema, PostgresTestDatabase? database = null) => (string)(await PostgresTestDatabase.ScalarAsync((database ?? _database).OwnerDataSource, $"""
        SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
            SELECT format('column %s.%s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attcollation::regcollation) AS line
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = '{schema}'::regnamespace AND attnum > 0
            UNION ALL SELECT 'options ' || relname || coalesce(reloptions::text, '') FROM pg_class WHERE relnamespace = '{schema}'::regnamespace
            UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = '{schema}'
            UNION ALL SELECT 'constraint ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = '{schema}'::regnamespace
            UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = '{schema}'::regnamespace) AS lines
        """))!;
}
