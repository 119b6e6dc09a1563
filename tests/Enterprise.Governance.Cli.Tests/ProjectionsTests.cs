using Enterprise.Governance.Postgres;
using Npgsql;

namespace Enterprise.Governance.Cli.Tests;

public sealed class ProjectionsTests
{
    [Fact]
    public async Task Projections_OfPostgres_AreListedRefreshedAndRebuilt()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.All);
        NpgsqlConnectionStringBuilder connection = new(database.OwnerDataSource.ConnectionString) { Password = PostgresCluster.Password };
        Tool tool = new();
        tool.Environment["GOVERNANCE_CONNECTION"] = connection.ConnectionString;
        await PostgresTestDatabase.ScalarAsync(database.OwnerDataSource, "INSERT INTO governance.projection_dirty (projection, key) VALUES ('runs_mv', 'r1')");

        ToolResult before = await tool.RunAsync("projections", "list");
        ToolResult refreshed = await tool.RunAsync("projections", "refresh", "runs_mv");
        await PostgresTestDatabase.ScalarAsync(
            database.OwnerDataSource,
            "INSERT INTO governance.runs (run_id, tenant_id, roles, state, tags, salt, created_at, updated_at) VALUES ('r1', 'acme', '[]', 'running', '[]', '', now(), now())");
        ToolResult found = await tool.RunAsync("projections", "rebuild", "runs_mv", "--verify");
        ToolResult clean = await tool.RunAsync("projections", "rebuild", "runs_mv", "--verify");
        ToolResult unknown = await tool.RunAsync("projections", "refresh", "walks_mv");

        before.Output.Should().MatchRegex("^approvals_mv\tmaterialized\t[^\t]+\tcurrent\nruns_mv\tmaterialized\t[^\t]+\tdirty\n$");
        refreshed.Output.Should().MatchRegex("^runs_mv\tmaterialized\t[^\t]+\tcurrent\n$");
        (found.Code, clean.Code, unknown.Code).Should().Be((3, 0, 2));
        found.Output.Should().EndWith("1 rows differed\n");
        unknown.Error.Should().Contain("there is no projection `walks_mv`; known are `approvals_mv`, `runs_mv`");
    }
}
