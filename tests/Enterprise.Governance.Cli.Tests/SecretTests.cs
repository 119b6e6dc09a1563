using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Tests;

public sealed class SecretTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _nothing = new() { Environment = [] };

    private string Database => _directory.File("audit.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Verify_SecretFile_IsTaken()
    {
        await CreateAsync();
        string plain = _directory.Write("secret.txt", Tool.Secret + "\n");
        string keys = _directory.Write("keys.json", $$"""[{"kid":"k0","secret":"{{Tool.Secret}}"}]""");

        (await _nothing.RunAsync("verify", "--all", "--connection", Database, "--secret-file", plain)).Code.Should().Be(0);
        (await _nothing.RunAsync("verify", "--all", "--connection", Database, "--secret-file", keys)).Code.Should().Be(0);
    }

    [Fact]
    public async Task Verify_SecretFileAndEnvironment_TheFileCounts()
    {
        await CreateAsync();
        string plain = _directory.Write("secret.txt", Tool.Secret);
        Tool other = new() { Environment = new() { ["AUDIT_SECRET"] = "another-secret-of-at-least-32-bytes!" } };

        (await other.RunAsync("verify", "--all", "--connection", Database, "--secret-file", plain)).Code.Should().Be(0);
    }

    [Fact]
    public async Task Verify_DevelopmentSecretBesideTheDatabase_IsTakenAndSaidSo()
    {
        await CreateAsync();
        _directory.Write("audit.db.secret", Tool.Secret + "\n");

        ToolResult result = await _nothing.RunAsync("verify", "--all", "--connection", Database);

        result.Code.Should().Be(0);
        result.Error.Should().Be("governance: the development secret in `audit.db.secret` beside the database is used\n");
    }

    [Fact]
    public async Task Verify_NoSecret_ExitsWith2()
    {
        await CreateAsync();

        ToolResult result = await _nothing.RunAsync("verify", "--all", "--connection", Database);

        result.Should().BeEquivalentTo(new ToolResult(2, [], "governance: no audit secret is given; set AUDIT_SECRET or AUDIT_KEYS_JSON, or name a file with --secret-file\n"));
    }

    [Fact]
    public async Task Verify_BadSecretFile_ExitsWith2()
    {
        await CreateAsync();
        string missing = _directory.File("missing"), empty = _directory.Write("empty", "\n"), broken = _directory.Write("broken", """[{"kid":"k0","secret":"hush-hush-hush" """);

        (await RunAsync(missing)).Error.Should().Be($"governance: the secret file `{missing}` does not exist\n");
        (await RunAsync(empty)).Error.Should().Be($"governance: the secret file `{empty}` is empty\n");
        ToolResult result = await RunAsync(broken);
        result.Code.Should().Be(2);
        result.Error.Should().StartWith("governance: AUDIT_KEYS_JSON is not JSON (line 1, column ").And.NotContain("hush");

        Task<ToolResult> RunAsync(string file) => _nothing.RunAsync("verify", "--all", "--connection", Database, "--secret-file", file);
    }

    [Theory]
    [InlineData("verify", "--all", "--secret", "hush-hush")]
    [InlineData("verify", "--all", "--secret=hush-hush")]
    [InlineData("approvals", "approve", "id", "--audit-key", "hush-hush")]
    public async Task SecretAsArgument_IsRefusedAndNotRepeated(params string[] args)
    {
        ToolResult result = await _nothing.RunAsync(args);

        result.Code.Should().Be(2);
        result.Error.Should().Contain("secrets come from AUDIT_SECRET, AUDIT_KEYS_JSON or a file (--secret-file), never from an argument").And.NotContain("hush");
    }

    private Task CreateAsync() => LedgerFile.AppendAsync(Database, new AuditKeyRing(new AuditKey("k0", Tool.Secret)), "run-1", 1);
}
