using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Cli.Tests;

public sealed class MigrateTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new();

    private string Database => _directory.File("new.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Migrate_NewFile_CreatesWhatAHostValidates()
    {
        ToolResult first = await _tool.RunAsync("migrate", "--connection", Database);
        ToolResult second = await new Tool { Environment = new() { ["GOVERNANCE_CONNECTION"] = $"Data Source={Database}" } }.RunAsync("migrate");

        first.Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8($"{Database}: created with the schema of this version\n"), ""));
        second.Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8($"{Database}: has the schema of this version\n"), ""));
        await ValidateAsync(Database);
    }

    [Fact]
    public async Task MigrateScript_MakesTheSameSchema()
    {
        ToolResult script = await _tool.RunAsync("migrate", "--script");
        await _tool.RunAsync("migrate", "--connection", _directory.File("other.db"));

        script.Code.Should().Be(0);
        LedgerFile.Execute(Database, script.Output);
        await ValidateAsync(Database);
        const string Schema = "SELECT sql FROM sqlite_schema ORDER BY name";
        LedgerFile.Read(Database, Schema).Should().Be(LedgerFile.Read(_directory.File("other.db"), Schema));
    }

    [Fact]
    public async Task Migrate_NewerDatabase_ExitsWith2()
    {
        await _tool.RunAsync("migrate", "--connection", Database);
        LedgerFile.Execute(Database, "INSERT INTO governance_migrations VALUES ('ledger', 9999, '9999_later', 'x', 'now');");

        ToolResult result = await _tool.RunAsync("migrate", "--connection", Database);

        result.Should().BeEquivalentTo(new ToolResult(2, [], "governance: the database has migration ledger/9999, which this version of the library does not know; upgrade the library\n"));
    }

    [Fact]
    public async Task Migrate_CannotCreate_ExitsWith1()
    {
        ToolResult result = await _tool.RunAsync("migrate", "--connection", _directory.Path);

        result.Code.Should().Be(1);
        result.Error.Should().StartWith("governance: the SQLite database cannot be read or written");
    }

    private static async Task ValidateAsync(string file)
    {
        await using GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = file, SchemaMode = SchemaMode.Validate, Features = SqliteFeatures.All });
        await database.OpenAsync();
    }
}
