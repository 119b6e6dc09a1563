namespace Enterprise.Governance.Cli.Tests;

public sealed class UsageTests
{
    private readonly Tool _tool = new();

    [Theory]
    [InlineData("")]
    [InlineData("canonicalize")]
    [InlineData("verify")]
    [InlineData("policy check")]
    [InlineData("policy eval")]
    [InlineData("policy lint")]
    [InlineData("approvals list")]
    [InlineData("approvals approve")]
    [InlineData("approvals deny")]
    [InlineData("migrate")]
    public async Task Help_OfEveryCommand_ListsItsExitCodes(string command)
    {
        ToolResult result = await _tool.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        result.Code.Should().Be(0);
        result.Error.Should().BeEmpty();
        result.Output.Should().Contain("Description:").And.Contain("Usage:").And.Contain("\nExit codes:\n  0  ").And.Contain("\n  2  ");
    }

    [Theory]
    [InlineData("", "governance: Required command was not provided.\nsee `governance --help`\n")]
    [InlineData("verfy --all", "governance: there is no command `verfy`; did you mean `verify`?\nsee `governance --help`\n")]
    [InlineData("policy evla", "governance: there is no command `evla`; did you mean `eval`?\nsee `governance policy --help`\n")]
    [InlineData("verify", "governance: give either --run ID or --all\nsee `governance verify --help`\n")]
    [InlineData("verify --all --run x", "governance: give either --run ID or --all\nsee `governance verify --help`\n")]
    [InlineData("verify --all stray", "governance: there is an argument too many\nsee `governance verify --help`\n")]
    [InlineData("verify --all --wat=1", "governance: unknown option `--wat`\nsee `governance verify --help`\n")]
    [InlineData("approvals list --limit 0", "governance: `--limit` must be from 1 to 1000\nsee `governance approvals list --help`\n")]
    public async Task WrongUsage_ExitsWith2(string line, string error)
    {
        ToolResult result = await _tool.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        result.Should().BeEquivalentTo(new ToolResult(2, [], error));
    }

    [Theory]
    [InlineData("postgres://app:hush@db/governance", "governance: a Postgres URI is not understood; write `Host=…;Database=…;Username=…`\n")]
    [InlineData("postgresql://db/x?sslmode=require", "governance: a Postgres URI is not understood; write `Host=…;Database=…;Username=…`\n")]
    [InlineData("Host=db;Wat=hush", "governance: the connection string has a keyword or value that the Postgres driver refuses; write `Host=…;Database=…;Username=…`\n")]
    [InlineData("Host=db;Port=hush", "governance: the connection string has a keyword or value that the Postgres driver refuses; write `Host=…;Database=…;Username=…`\n")]
    [InlineData("Data Source=x;Wat=hush", "governance: the connection string has a keyword that SQLite does not know; write `Data Source=FILE`\n")]
    [InlineData("=;=hush", "governance: the connection is no existing file and no connection string; write a file name, `Data Source=FILE` or `Host=…;Database=…;Username=…`\n")]
    [InlineData(":memory:", "governance: an in-memory SQLite database is not shared between connections; name a file\n")]
    public async Task Connection_NotUsable_ExitsWith2(string connection, string error)
    {
        ToolResult option = await _tool.RunAsync("migrate", "--connection", connection);
        ToolResult variable = await new Tool { Environment = new() { ["GOVERNANCE_CONNECTION"] = connection } }.RunAsync("migrate");

        option.Should().BeEquivalentTo(new ToolResult(2, [], error));
        variable.Should().BeEquivalentTo(option);
    }

    [Theory]
    [InlineData("verify", "--all")]
    [InlineData("migrate")]
    public async Task Connection_Missing_ExitsWith2(params string[] args)
    {
        (await _tool.RunAsync(args)).Should().BeEquivalentTo(
            new ToolResult(2, [], "governance: no database is given; use --connection DATABASE, or set GOVERNANCE_CONNECTION\n"));
    }

    [Fact]
    public async Task Connection_PasswordAsArgument_IsRefusedAndNotRepeated()
    {
        ToolResult result = await _tool.RunAsync("verify", "--all", "--connection", "Host=db;Username=app;Password=hush");

        result.Should().BeEquivalentTo(new ToolResult(
            2, [], "governance: a password must not be an argument, where every user of the machine can read it; set GOVERNANCE_CONNECTION or PGPASSWORD, or use a pgpass file\n"));
    }

    [Fact]
    public async Task Cancelled_ExitsWith130()
    {
        Tool tool = new() { Cancellation = new CancellationToken(canceled: true) };

        (await tool.RunAsync("[1]\n"u8.ToArray(), "canonicalize", "--lines")).Should().BeEquivalentTo(new ToolResult(130, [], "governance: cancelled\n"));
    }

    [Theory]
    [InlineData(null, "governance: unexpected failure (InvalidOperationException); set GOVERNANCE_CLI_DEBUG=1 to see all of it\n")]
    [InlineData("1", "governance: unexpected failure (InvalidOperationException); set GOVERNANCE_CLI_DEBUG=1 to see all of it\nSystem.InvalidOperationException: the payload")]
    public async Task UnexpectedFailure_ShowsItsMessageOnlyWhenAskedTo(string? debug, string error)
    {
        Tool tool = new() { Environment = debug is null ? [] : new() { ["GOVERNANCE_CLI_DEBUG"] = debug } };

        ToolResult result = await tool.RunAsync(new SlowStream([], 1, new InvalidOperationException("the payload")), "canonicalize");

        result.Code.Should().Be(1);
        result.Error.Should().StartWith(error);
        if (debug is null)
            result.Error.Should().Be(error);
    }

    [Fact]
    public async Task Version_IsThatOfTheTool()
    {
        ToolResult result = await _tool.RunAsync("--version");

        result.Code.Should().Be(0);
        result.Lines.Should().ContainSingle().Which.Should().MatchRegex(@"^\d+\.\d+\.\d+");
    }
}
