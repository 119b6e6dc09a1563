using System.Text;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Cli.Tests;

/// <summary>What the tool shows of personal values.</summary>
public sealed class VerifyRedactedTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new();

    private string Database => _directory.File("audit.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Verify_ErasedValues_AreListedAndTheRunIsIntact()
    {
        await AppendAsync("run-1", 2, erase: true);
        string head = LedgerFile.Read(Database, "SELECT hash FROM run_heads");

        ToolResult text = await _tool.RunAsync("verify", "--run", "run-1", "--connection", Database);
        ToolResult json = await _tool.RunAsync("verify", "--run", "run-1", "--json", "--connection", Database);

        text.Code.Should().Be(0, text.Error);
        text.Output.Should().Be($"intact      run-1  2 events, head 2 {head}, 2 values redacted\n  seq 1  redacted  /a~1b\n  seq 2  redacted  /a~1b\n");
        json.Code.Should().Be(0);
        json.Output.Should().EndWith(""""findings":[],"finding_count":0,"anchored_seq":null,"redacted":[{"seq":1,"path":"/a~1b"},{"seq":2,"path":"/a~1b"}],"redacted_count":2}"""" + "\n");
    }

    [Fact]
    public async Task Verify_ManyErasedValues_SaysHowManyMore()
    {
        await AppendAsync("run-1", 23, erase: true);

        ToolResult text = await _tool.RunAsync("verify", "--all", "--connection", Database);

        text.Code.Should().Be(0, text.Error);
        text.Lines.Should().HaveCount(24);
        (text.Lines[21], text.Lines[22], text.Lines[23]).Should().Be(("  seq 20  redacted  /a~1b", "  and 3 more redacted", "1 run: 1 intact"));
    }

    [Fact]
    public async Task Verify_ForgedValue_ExitsWith3AndShowsNeitherValueNorHash()
    {
        await AppendAsync("run-1", 3, erase: false);
        string salt = LedgerFile.Read(Database, "SELECT hex(salt) FROM run_event_values WHERE seq = 2");
        LedgerFile.Execute(Database, "DROP TRIGGER run_event_values_no_update; UPDATE run_event_values SET value = '\"FORGED-MARK\"' WHERE seq = 2;");

        ToolResult text = await _tool.RunAsync("verify", "--run", "run-1", "--connection", Database);
        ToolResult json = await _tool.RunAsync("verify", "--run", "run-1", "--json", "--connection", Database);

        (text.Code, json.Code).Should().Be((3, 3));
        text.Lines[1].Should().Be("  seq 2  column_mismatch");
        (text.Output + json.Output).Should().NotContain("MARK").And.NotContain(salt.ToLowerInvariant()).And.NotContain(salt);
        (text.Output + json.Output).Should().NotContain("commit");
    }

    private async Task AppendAsync(string runId, int events, bool erase)
    {
        await using GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = Database, Features = SqliteFeatures.All });
        using ChainLedger ledger = new(new SqliteLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", Tool.Secret))));
        LedgerEvent personal = LedgerEvent.Create("test.happened", Encoding.UTF8.GetBytes("""{"a/b":"VALUE-MARK"}""")).WithPersonal("/a~1b");
        await ledger.AppendBatchAsync(runId, [.. Enumerable.Repeat(personal, events)]);
        if (erase)
            (await ledger.EraseAsync(runId)).Should().Be(events);
    }
}
