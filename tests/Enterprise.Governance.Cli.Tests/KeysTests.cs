using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Tests;

public sealed class KeysTests : IDisposable
{
    private const string NewSecret = "another-secret-of-at-least-32-bytes!";

    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new() { Environment = [] };

    private string Database => _directory.File("audit.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task List_WithoutASecret_ShowsWhichKeyCoversWhat()
    {
        await RotateAsync();

        ToolResult json = await ListAsync("--json");
        ToolResult text = await ListAsync();

        json.Code.Should().Be(0, json.Error);
        (string first, string last) = Times("k0");
        json.Lines[0].Should().Be($$"""{"kid":"k0","alg":"sha256","generation":1,"events":3,"runs":2,"first_seq":1,"last_seq":2,"first_ts":"{{first}}","last_ts":"{{last}}"}""");
        json.Lines[1].Should().StartWith("""{"kid":"k1","alg":"hmac-sha256","generation":2,"events":1,"runs":1,"first_seq":3,"last_seq":3,"first_ts":" """.TrimEnd());
        json.Lines[2].Should().Be("""{"kid":"k2","alg":"sha256","generation":null,"events":0,"runs":0,"first_seq":null,"last_seq":null,"first_ts":null,"last_ts":null}""");
        text.Lines.Should().ContainSingle(line => Cells(line).SequenceEqual(new[] { "k0", "sha256", "1", "3", "2", "1-2", first, last }));
        text.Lines.Should().ContainSingle(static line => Cells(line).SequenceEqual(new[] { "k2", "sha256", "-", "0", "0", "-", "-", "-" }));
        text.Output.Should().NotContain("ring");
    }

    [Fact]
    public async Task List_WithARing_ShowsWhatTheRingHas()
    {
        await RotateAsync();
        LedgerFile.Forge(Database, "run-2", 1);
        LedgerFile.Execute(Database, "UPDATE run_events SET kid = 'k9' WHERE run_id = 'run-2'");
        _tool.Environment["AUDIT_KEYS_JSON"] =
            $$"""[{"kid":"k1","secret":"{{NewSecret}}","alg":"hmac-sha256","active":true},{"kid":"k0","secret":"a secret that this database never had"},{"kid":"k2","secret":"the-third-secret-of-at-least-32-bytes"}]""";

        ToolResult json = await ListAsync("--json");

        json.Code.Should().Be(0, json.Error);
        json.Lines.Select(static line => line.Split(",\"events\"")[0]).Should().Equal(
            """{"kid":"k0","alg":"sha256","generation":1,"ring":"differs" """.TrimEnd(),
            """{"kid":"k1","alg":"hmac-sha256","generation":2,"ring":"active" """.TrimEnd(),
            """{"kid":"k2","alg":"sha256","generation":null,"ring":"yes" """.TrimEnd(),
            """{"kid":"k9","alg":null,"generation":null,"ring":"no" """.TrimEnd());
        (await ListAsync()).Lines.Should().ContainSingle(static line => Cells(line).Take(4).SequenceEqual(new[] { "k9", "-", "-", "no" }));
    }

    [Fact]
    public async Task List_ForgedIds_AreShownEach()
    {
        await RotateAsync();
        LedgerFile.Forge(Database, "run-1", 1);
        LedgerFile.Execute(Database, "UPDATE run_events SET kid = CAST(x'ff' AS TEXT) WHERE run_id = 'run-1' AND seq = 1; UPDATE run_events SET kid = CAST(x'fe' AS TEXT) WHERE run_id = 'run-1' AND seq = 2; UPDATE run_events SET kid = char(27) || '[2K' WHERE run_id = 'run-2';");

        ToolResult text = await ListAsync(), json = await ListAsync("--json");

        (text.Code, json.Code).Should().Be((0, 0), text.Error + json.Error);
        json.Lines.Should().HaveCount(6);
        text.Output.Should().Contain(@"\u001b[2K").And.NotContain("\u001b");
    }

    [Fact]
    public async Task List_NoKeys_SaysSo()
    {
        await _tool.RunAsync("migrate", "--connection", Database);

        (await ListAsync()).Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8("no audit keys\n"), ""));
        (await ListAsync("--json")).Should().BeEquivalentTo(new ToolResult(0, [], ""));
    }

    [Fact]
    public async Task List_BrokenRing_ExitsWith2()
    {
        await RotateAsync();
        _tool.Environment["AUDIT_KEYS_JSON"] = "hush";

        ToolResult result = await ListAsync();

        (result.Code, result.Output).Should().Be((2, ""));
        result.Error.Should().NotContain("hush");
    }

    [Theory]
    [InlineData("ed25519", NoteKeyType.Ed25519)]
    [InlineData("cosignature", NoteKeyType.CosignatureV1)]
    public async Task Generate_WritesThePrivateKeyForItsOwnerAndShowsThePublicOne(string type, NoteKeyType expected)
    {
        string file = _directory.File("log.key");

        ToolResult result = await _tool.RunAsync("keys", "generate", "example.com/log", "--type", type, "--to", file);

        (result.Code, result.Error).Should().Be((0, ""));
        NoteSigningKey.TryParse((await File.ReadAllTextAsync(file)).TrimEnd('\n'), out NoteSigningKey? key).Should().BeTrue();
        using (key)
        {
            result.Output.Should().Be($"{key!.VerifierKey}\n");
            (key.VerifierKey.Name, key.VerifierKey.Type).Should().Be(("example.com/log", expected));
        }

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Generate_NeverShowsOrOverwritesAKey()
    {
        string file = _directory.Write("log.key", "an older key");

        (await _tool.RunAsync("keys", "generate", "example.com/log")).Should().BeEquivalentTo(new ToolResult(2, [], "governance: a private key is not shown; name a file for it with --to FILE\n"));
        (await _tool.RunAsync("keys", "generate", "example.com/log", "--to", file)).Should().BeEquivalentTo(new ToolResult(2, [], $"governance: `{file}` exists; a key is never written over another file\n"));
        (await File.ReadAllTextAsync(file)).Should().Be("an older key");
    }

    [Fact]
    public async Task Generate_NameThatNoKeyHas_IsRefused()
    {
        ToolResult result = await _tool.RunAsync("keys", "generate", "a b", "--to", _directory.File("log.key"));

        result.Should().BeEquivalentTo(new ToolResult(2, [], "governance: the name of a key has one character at least, no white space, no control character and no `+`\n"));
        Directory.EnumerateFileSystemEntries(_directory.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task Generate_DirectoryThatIsNotThere_ExitsWith1()
    {
        (await _tool.RunAsync("keys", "generate", "example.com/log", "--to", _directory.File("missing/log.key"))).Code.Should().Be(1);
    }

    private Task<ToolResult> ListAsync(params string[] options) => _tool.RunAsync(["keys", "list", "--connection", Database, .. options]);

    /// <summary>Writes with one key, then with the next; a third is distributed and never active.</summary>
    private async Task RotateAsync()
    {
        AuditKey older = new("k0", Tool.Secret), newer = new("k1", NewSecret, AuditKeyAlgorithm.HmacSha256), unused = new("k2", "the-third-secret-of-at-least-32-bytes");
        await LedgerFile.AppendAsync(Database, new AuditKeyRing(older), "run-1", 2);
        await LedgerFile.AppendAsync(Database, new AuditKeyRing(older), "run-2", 1);
        await LedgerFile.AppendAsync(Database, new AuditKeyRing(newer, older, unused), "run-1", 1);
    }

    private (string First, string Last) Times(string kid)
    {
        string[] times = LedgerFile.Read(Database, $"SELECT min(ts), max(ts) FROM run_events WHERE kid = '{kid}'").Split('|');
        return (times[0], times[1]);
    }

    private static string[] Cells(string line) => line.Split(['│', ' '], StringSplitOptions.RemoveEmptyEntries);
}
