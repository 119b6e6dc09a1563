using Enterprise.Governance.Postgres;

namespace ReferenceServer.Tests.Processes;

/// <summary>What operators see when they start things in the wrong order.</summary>
public sealed class StartTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Worker_BeforeTheMigration_EndsWithOneLine_AndStartsAfterIt()
    {
        await using PostgresTestDatabase empty = await PostgresTestDatabase.CreateAsync(PostgresFeatures.None);
        (string, string) owner = ("ConnectionStrings__Governance", InDatabase(empty.Name, PostgresCluster.Owner)), app = ("ConnectionStrings__Governance", InDatabase(empty.Name, PostgresCluster.App));
        (string, string) refresher = ("ConnectionStrings__Refresher", InDatabase(empty.Name, PostgresCluster.Refresher));
        (await RunAsync(["worker"], app, refresher)).Should().Be((1, "the database lacks the schema `governance`, `hangfire`, `reference`; run the role `migrate` first, as the owner\n"));

        (await RunAsync(["migrate"], owner)).Should().Be((0, ""));
        (await RunAsync(["worker"], app, refresher)).Should().Be((1, "this role may not use the schema `governance`, `hangfire`, `reference`; run `migrate --app ROLE`, as the owner\n"));

        string[] grant = ["migrate", "--app", PostgresCluster.App, "--refresher", PostgresCluster.Refresher, "--auditor", PostgresCluster.Auditor];
        (await RunAsync(grant, owner)).Should().Be((0, ""));
        (await RunAsync(grant, owner)).Should().Be((0, ""), "repeating it changes nothing");
        await using ServerProcess worker = ServerProcess.Start(fixture, ["worker"], app, refresher);
        await worker.Started.WaitAsync(TimeSpan.FromSeconds(30));
        (await worker.StopAsync()).ExitCode.Should().Be(0);
    }

    private string InDatabase(string database, string role) => new Npgsql.NpgsqlConnectionStringBuilder(fixture.ConnectionOf(role)) { Database = database }.ConnectionString;

    private async Task<(int ExitCode, string Errors)> RunAsync(string[] arguments, params (string, string)[] settings)
    {
        await using ServerProcess process = ServerProcess.Start(fixture, arguments, settings);
        return (await process.WaitAsync(), process.Errors);
    }
}
