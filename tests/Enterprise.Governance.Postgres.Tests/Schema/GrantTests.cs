using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Schema;

public sealed class GrantTests
{
    private const PostgresFeatures Features = PostgresFeatures.Policies | PostgresFeatures.RateLimiting | PostgresFeatures.CostMetering;

    [Fact]
    public async Task GrantScript_GivesExactlyThis()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(Features);

        (await RightsAsync(database)).Should().Equal(
            """
            governance_app EXECUTE cost_hold
            governance_app EXECUTE cost_lock
            governance_app EXECUTE cost_release
            governance_app EXECUTE cost_renew
            governance_app EXECUTE cost_settle
            governance_app EXECUTE cost_sweep
            governance_app EXECUTE rate_limit_acquire
            governance_app EXECUTE run_charged
            governance_app INSERT,SELECT cost_usage
            governance_app INSERT,SELECT policy_sets
            governance_app INSERT,SELECT,UPDATE cost_daily
            governance_app INSERT,SELECT,UPDATE cost_runs
            governance_app INSERT,SELECT,UPDATE rate_limit_windows
            governance_app SELECT schema_migrations
            governance_app DELETE,INSERT,SELECT,UPDATE cost_holds
            governance_app DELETE,INSERT,SELECT,UPDATE policy_activations
            governance_app USAGE schema
            governance_archivist SELECT cost_holds
            governance_archivist SELECT policy_sets
            governance_archivist SELECT schema_migrations
            governance_archivist USAGE schema
            governance_auditor SELECT cost_daily
            governance_auditor SELECT cost_holds
            governance_auditor SELECT cost_runs
            governance_auditor SELECT cost_usage
            governance_auditor SELECT policy_activations
            governance_auditor SELECT policy_sets
            governance_auditor SELECT rate_limit_windows
            governance_auditor SELECT schema_migrations
            governance_auditor USAGE schema
            governance_refresher SELECT schema_migrations
            governance_refresher USAGE schema
            """.Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task GrantScript_LogOfAnchors_IsTheAppsToAppendToAndTheAuditorsToRead()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);

        (await RightsAsync(database)).Where(static right => right.Contains(" anchor_", StringComparison.Ordinal)).Should().Equal(
            """
            governance_app EXECUTE anchor_append
            governance_app INSERT,SELECT anchor_leaves
            governance_app INSERT,SELECT anchor_nodes
            governance_app INSERT,SELECT,UPDATE anchor_checkpoints
            governance_app INSERT,SELECT,UPDATE anchor_runs
            governance_app SELECT,UPDATE anchor_log
            governance_archivist SELECT anchor_checkpoints
            governance_archivist SELECT anchor_leaves
            governance_archivist SELECT anchor_log
            governance_archivist SELECT anchor_nodes
            governance_archivist SELECT anchor_runs
            governance_auditor SELECT anchor_checkpoints
            governance_auditor SELECT anchor_leaves
            governance_auditor SELECT anchor_log
            governance_auditor SELECT anchor_nodes
            governance_auditor SELECT anchor_runs
            """.Split('\n').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(PostgresCluster.App, "DELETE FROM governance.anchor_leaves")]
    [InlineData(PostgresCluster.App, "UPDATE governance.anchor_nodes SET level = 0")]
    [InlineData(PostgresCluster.App, "DELETE FROM governance.anchor_checkpoints")]
    [InlineData(PostgresCluster.App, "DELETE FROM governance.anchor_log")]
    [InlineData(PostgresCluster.App, "TRUNCATE governance.anchor_runs")]
    [InlineData(PostgresCluster.Auditor, "UPDATE governance.anchor_log SET size = 0")]
    [InlineData(PostgresCluster.Auditor, "INSERT INTO governance.anchor_nodes VALUES (0, 0, '')")]
    [InlineData(PostgresCluster.Auditor, "SELECT governance.anchor_append('a', 0, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '', '0')")]
    [InlineData(PostgresCluster.Refresher, "SELECT * FROM governance.anchor_log")]
    public async Task Role_BeyondItsRightsToTheLogOfAnchors_IsRefused(string role, string sql)
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);

        Func<Task> act = () => RunAsync(database.OpenDataSource(role), sql);

        (await act.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Auditor_ReadsTheLogOfAnchorsAsAStoreDoes()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);
        await using GovernancePostgresDatabase auditors = new(
            database.OpenDataSource(PostgresCluster.Auditor), new GovernancePostgresOptions { Features = PostgresFeatures.Ledger | PostgresFeatures.Anchoring, SchemaMode = SchemaMode.Validate });
        PostgresAnchorStore store = new(auditors);

        await using (IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default))
            (await snapshot.ReadPendingAsync(default).ToListAsync()).Should().BeEmpty();
        (await store.Awaiting(static s => s.TryLeaseAsync("auditor", TimeSpan.FromMinutes(1), default).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_permission_denied");
    }

    [Fact]
    public async Task GrantScript_AfterSomebodyGaveMore_TakesItAway()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(Features);
        string[] before = await RightsAsync(database);
        await RunAsync(database.OwnerDataSource, "GRANT ALL ON ALL TABLES IN SCHEMA governance TO governance_app, PUBLIC; GRANT CREATE ON SCHEMA governance TO governance_auditor");

        await RunAsync(database.OwnerDataSource, GovernancePostgresSchema.GrantScript(Features, PostgresCluster.App, PostgresCluster.Refresher, PostgresCluster.Auditor));

        (await RightsAsync(database)).Should().Equal(before);
    }

    [Theory]
    [InlineData(PostgresCluster.App, "DELETE FROM governance.cost_usage")]
    [InlineData(PostgresCluster.App, "UPDATE governance.cost_usage SET cost_units = 0")]
    [InlineData(PostgresCluster.App, "UPDATE governance.policy_sets SET document = ''")]
    [InlineData(PostgresCluster.App, "CREATE TABLE governance.mine (i integer)")]
    [InlineData(PostgresCluster.App, "UPDATE governance.schema_migrations SET checksum = ''")]
    [InlineData(PostgresCluster.Auditor, "INSERT INTO governance.policy_sets VALUES ('v', '{}', now())")]
    [InlineData(PostgresCluster.Auditor, "SELECT governance.cost_lock('{1}')")]
    [InlineData(PostgresCluster.Refresher, "SELECT * FROM governance.cost_usage")]
    public async Task Role_BeyondItsRights_IsRefused(string role, string sql)
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(Features);

        Func<Task> act = () => RunAsync(database.OpenDataSource(role), sql);

        (await act.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static async Task<string[]> RightsAsync(PostgresTestDatabase database)
    {
        await using NpgsqlCommand command = database.OwnerDataSource.CreateCommand(
            """
            SELECT coalesce(rolname, 'PUBLIC') || ' ' || string_agg(privilege_type, ',' ORDER BY privilege_type) || ' ' || name
            FROM (SELECT relname::text AS name, (aclexplode(relacl)).* FROM pg_class WHERE relnamespace = 'governance'::regnamespace
                  UNION ALL SELECT proname, (aclexplode(proacl)).* FROM pg_proc WHERE pronamespace = 'governance'::regnamespace
                  UNION ALL SELECT 'schema', (aclexplode(nspacl)).* FROM pg_namespace WHERE nspname = 'governance') acl
            LEFT JOIN pg_roles ON pg_roles.oid = grantee
            WHERE rolname IS DISTINCT FROM 'governance_owner'
            GROUP BY rolname, name
            """);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> rights = [];
        while (await reader.ReadAsync())
            rights.Add(reader.GetString(0));
        return [.. rights.Order(StringComparer.Ordinal)];
    }

    private static async Task RunAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
