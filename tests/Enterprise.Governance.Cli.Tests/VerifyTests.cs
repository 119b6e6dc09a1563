using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Tests;

public sealed partial class VerifyTests : IDisposable
{
    private const string OtherSecret = "another-secret-of-at-least-32-bytes!";

    private static readonly AuditKeyRing Ring = new(new AuditKey("k0", Tool.Secret));

    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new();

    private string Database => _directory.File("audit.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Verify_IntactRun_ExitsWith0()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 3);
        string head = LedgerFile.Read(Database, "SELECT hash FROM run_heads");

        ToolResult text = await _tool.RunAsync("verify", "--run", "run-1", "--connection", Database);
        ToolResult json = await _tool.RunAsync("verify", "--run", "run-1", "--json", "--strict", "--connection", $"Data Source={Database}");

        text.Code.Should().Be(0, text.Error);
        text.Output.Should().Be($"intact      run-1  3 events, head 3 {head}\n");
        json.Code.Should().Be(0);
        json.Output.Should().Be($$"""{"ok":true,"run_id":"run-1","status":"intact","checked":3,"head":{"seq":3,"hash":"{{head}}"},"findings":[],"finding_count":0,"anchored_seq":null,"redacted":[],"redacted_count":0}""" + "\n");
    }

    [Fact]
    public async Task VerifyAll_ForgedRow_ExitsWith3AndShowsItsSeqAndNoComputedHash()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 3);
        await LedgerFile.AppendAsync(Database, Ring, "run-2", 5);
        await LedgerFile.AppendAsync(Database, Ring, "run-3", 1);
        LedgerFile.Forge(Database, "run-2", 4);
        string stored = LedgerFile.Read(Database, "SELECT hash FROM run_events WHERE run_id = 'run-2' AND seq = 4");

        ToolResult text = await _tool.RunAsync("verify", "--all", "--connection", Database);
        ToolResult json = await _tool.RunAsync("verify", "--all", "--json", "--connection", Database);

        text.Code.Should().Be(3);
        text.Error.Should().BeEmpty();
        text.Lines[0].Should().Be("log of anchors: 0 leaves, no checkpoint");
        text.Lines[1].Should().StartWith("intact      run-1  3 events");
        text.Lines[2].Should().StartWith("tampered    run-2  5 events").And.EndWith(", 1 finding");
        text.Lines[3].Should().Be($"  seq 4  hash_mismatch  stored {stored}");
        text.Lines[4].Should().StartWith("intact      run-3  1 event, head 1 ");
        text.Lines[5].Should().Be("3 runs: 1 tampered, 2 intact");
        json.Code.Should().Be(3);
        json.Lines.Should().HaveCount(4);
        json.Lines[2].Should().Contain($$""""findings":[{"seq":4,"kind":"hash_mismatch","stored":"{{stored}}"}],"finding_count":1"""");
        string database = LedgerFile.Read(Database, "SELECT hash, prev_hash FROM run_events UNION ALL SELECT hash, '' FROM run_heads");
        foreach (Match hash in Hexadecimal().Matches(text.Output + json.Output))
            database.Should().Contain(hash.Value, "a hash that the store does not hold would help to forge one");
    }

    [Fact]
    public async Task Verify_Strict_AlsoFindsTextThatIsNotCanonical()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 2);
        LedgerFile.Forge(Database, "run-1", 2, "\"n\":", "\"n\": ");

        ToolResult usual = await _tool.RunAsync("verify", "--run", "run-1", "--connection", Database);
        ToolResult strict = await _tool.RunAsync("verify", "--run", "run-1", "--strict", "--connection", Database);

        usual.Code.Should().Be(3);
        usual.Output.Should().Contain("seq 2  hash_mismatch").And.NotContain("not_canonical");
        strict.Code.Should().Be(3);
        strict.Output.Should().Contain("seq 2  not_canonical");
    }

    [Fact]
    public async Task Verify_ManyFindings_SaysHowManyMore()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 25);
        LedgerFile.Execute(Database, "DROP TRIGGER run_events_no_update; UPDATE run_events SET canonical = replace(canonical, '\"n\":', '\"m\":');");

        ToolResult result = await _tool.RunAsync("verify", "--run", "run-1", "--connection", Database);

        result.Code.Should().Be(3);
        result.Lines[0].Should().EndWith(", 25 findings");
        result.Lines[^1].Should().Be("  and 5 more");
    }

    [Fact]
    public async Task Verify_UnknownRun_ExitsWith4()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 1);

        (await _tool.RunAsync("verify", "--run", "run-9", "--connection", Database)).Should().BeEquivalentTo(new ToolResult(4, [], "governance: there is no run `run-9`\n"));
        (await _tool.RunAsync("verify", "--run", "a\tb", "--connection", Database)).Code.Should().Be(2);
    }

    [Fact]
    public async Task Verify_WrongSecret_IsAnErrorAndNotAFinding()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 1);
        Tool wrong = new() { Environment = new() { ["AUDIT_SECRET"] = OtherSecret } };

        ToolResult result = await wrong.RunAsync("verify", "--all", "--connection", Database);

        result.Should().BeEquivalentTo(new ToolResult(2, [], "governance: the audit key `k0` is not the one this database was written with; give the right secret. If it is the right one, the table audit_keys was altered\n"));
    }

    [Fact]
    public async Task Verify_KeyNotGiven_IsAFinding()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 1);
        Tool other = new() { Environment = new() { ["AUDIT_KEYS_JSON"] = $$"""[{"kid":"k7","secret":"{{OtherSecret}}"}]""" } };

        ToolResult result = await other.RunAsync("verify", "--all", "--connection", Database);

        result.Code.Should().Be(3);
        result.Output.Should().Contain("unknown_key run-1").And.Contain("seq 1  unknown_key  stored k0");
    }

    [Fact]
    public async Task Verify_ChangesNothing()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 2);
        string before = Digest(Database), keys = LedgerFile.Read(Database, "SELECT * FROM audit_keys");
        Tool more = new() { Environment = new() { ["AUDIT_KEYS_JSON"] = $$"""[{"kid":"k0","secret":"{{Tool.Secret}}"},{"kid":"k1","secret":"{{OtherSecret}}","alg":"hmac-sha256","active":true}]""" } };

        ToolResult result = await more.RunAsync("verify", "--all", "--connection", Database);

        result.Code.Should().Be(0, result.Error);
        Digest(Database).Should().Be(before);
        LedgerFile.Read(Database, "SELECT * FROM audit_keys").Should().Be(keys);
    }

    [Fact]
    public async Task Verify_ReadOnlyFile_IsVerified()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 2);
        File.SetAttributes(Database, FileAttributes.ReadOnly);

        ToolResult result = await _tool.RunAsync("verify", "--all", "--connection", Database);

        File.SetAttributes(Database, FileAttributes.Normal);
        result.Code.Should().Be(0, result.Error);
    }

    [Fact]
    public async Task Verify_WhileAWriterIsOpen_SeesWhatIsCommitted()
    {
        await using Sqlite.GovernanceSqliteDatabase database = new(new Sqlite.GovernanceSqliteOptions { ConnectionString = Database, Features = Sqlite.SqliteFeatures.Ledger });
        using ChainLedger ledger = new(new Sqlite.SqliteLedgerStore(database), new ChainSealer(Ring));
        await ledger.AppendAsync("run-1", LedgerEvent.Create("test.happened", "{}"u8.ToArray()));

        ToolResult result = await _tool.RunAsync("verify", "--all", "--connection", Database);

        result.Lines[^1].Should().Be("1 run: 1 intact", result.Error);
    }

    [Fact]
    public async Task Verify_AfterACrash_ReadsTheWalAndLeavesItToTheHost()
    {
        string copy = _directory.File("crashed.db");
        await using (Sqlite.GovernanceSqliteDatabase database = new(new Sqlite.GovernanceSqliteOptions { ConnectionString = Database, Features = Sqlite.SqliteFeatures.Ledger }))
        {
            using ChainLedger ledger = new(new Sqlite.SqliteLedgerStore(database), new ChainSealer(Ring));
            await ledger.AppendAsync("run-1", LedgerEvent.Create("test.happened", "{}"u8.ToArray()));
            File.Copy(Database, copy);
            File.Copy(Database + "-wal", copy + "-wal");
        }

        (string file, string wal) = (Digest(copy), Digest(copy + "-wal"));
        ToolResult result = await _tool.RunAsync("verify", "--all", "--connection", copy);

        result.Lines[^1].Should().Be("1 run: 1 intact", result.Error);
        Digest(copy).Should().Be(file);
        Digest(copy + "-wal").Should().Be(wal);
    }

    [Fact]
    public async Task Verify_NoSuchFile_CreatesNone()
    {
        ToolResult result = await _tool.RunAsync("verify", "--all", "--connection", Database);

        result.Should().BeEquivalentTo(new ToolResult(2, [], $"governance: the database `{Database}` does not exist; `governance migrate` creates one\n"));
        Directory.EnumerateFileSystemEntries(_directory.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task Verify_NotADatabaseOrWithoutTables_SaysSo()
    {
        string text = _directory.Write("notes.txt", string.Concat(Enumerable.Repeat("this is no database\n", 100)));
        LedgerFile.Execute(_directory.File("empty.db"), "CREATE TABLE other (id INTEGER);");

        ToolResult notes = await _tool.RunAsync("verify", "--all", "--connection", text);
        ToolResult empty = await _tool.RunAsync("verify", "--all", "--connection", _directory.File("empty.db"));

        notes.Should().BeEquivalentTo(new ToolResult(1, [], "governance: the file is not a sound SQLite database\n"));
        empty.Should().BeEquivalentTo(new ToolResult(2, [], "governance: the database lacks the migrations ledger/0001_run_events, ledger/0002_personal_values, ledger/0003_verification; run `governance migrate`, or set SchemaMode to Apply\n"));
    }

    [Fact]
    public async Task Verify_ForgedRunId_CannotWriteToTheTerminal()
    {
        await LedgerFile.AppendAsync(Database, Ring, "run-1", 1);
        LedgerFile.Execute(Database, "DROP TRIGGER run_events_no_update; UPDATE run_events SET run_id = 'run-1' || char(27) || '[2K[red]';");

        ToolResult result = await _tool.RunAsync("verify", "--all", "--connection", Database);

        result.Code.Should().Be(3);
        result.Output.Should().Contain(@"run-1\u001b[2K[red]").And.NotContain("\u001b");
    }

    [Fact]
    public async Task Verify_EmptyDatabase_HasNoRuns()
    {
        await _tool.RunAsync("migrate", "--connection", Database);

        (await _tool.RunAsync("verify", "--all", "--connection", Database)).Output.Should().Be("log of anchors: 0 leaves, no checkpoint\nno runs\n");
        (await _tool.RunAsync("verify", "--all", "--json", "--connection", Database)).Should().BeEquivalentTo(
            new ToolResult(0, Tool.Utf8("""{"log":{"ok":true,"size":0,"checkpoint":null,"finding":null,"place":null}}""" + "\n"), ""));
    }

    private static string Digest(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hexadecimal();
}
