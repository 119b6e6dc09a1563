using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Cli.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly AnchoredFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Anchor_ChangedRuns_SignsACheckpointAndSaysWhatWasDone()
    {
        await _file.AppendAsync("run-1", 3);
        await _file.AppendAsync("run-2", 1);

        ToolResult first = await _file.Tool.RunAsync("checkpoint", "--anchor");
        ToolResult second = await _file.Tool.RunAsync("checkpoint", "--anchor");

        (first.Code, first.Error).Should().Be((0, "governance: anchored 2 runs with 4 new events; the log has 2 leaves\n"));
        (second.Code, second.Error).Should().Be((0, "governance: nothing was anchored; the log has 2 leaves\n"));
        second.Output.Should().Be(first.Output);
        SignedNote.TryParse(first.Bytes, out SignedNote? note, out _).Should().BeTrue();
        note!.Verify(_file.Key.VerifierKey).Holds.Should().BeTrue();
        Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint).Should().BeTrue();
        (checkpoint!.Origin, checkpoint.Size).Should().Be((AnchoredFile.Origin, 2));
    }

    [Fact]
    public async Task Anchor_SigningKeyFromAFile_IsTakenBeforeTheEnvironment()
    {
        await _file.AppendAsync("run-1", 1);
        ToolResult generated = await _file.Tool.RunAsync("keys", "generate", "other.example/log", "--to", _file.File("other.key"));

        ToolResult result = await _file.Tool.RunAsync("checkpoint", "--anchor", "--signing-key-file", _file.File("other.key"));

        result.Code.Should().Be(0, result.Error);
        result.Lines[0].Should().Be("other.example/log");
        (await _file.Tool.RunAsync("checkpoint", "--key", generated.Lines[0])).Bytes.Should().Equal(result.Bytes);
    }

    [Fact]
    public async Task Anchor_LeavesTheCheckpointToTheSinksOfTheHost()
    {
        await _file.AppendAsync("run-1", 1);

        await _file.KeepAsync("kept.txt");

        LedgerFile.Read(_file.Database, "SELECT published_at FROM anchor_checkpoints").Should().Be("NULL", "the tool has no sinks: the host's are to get it");
    }

    [Fact]
    public async Task Anchor_RunThatDoesNotVerify_IsListedAndStopsNoOther()
    {
        await _file.AppendAsync("run-1", 2);
        await _file.AppendAsync("run-2", 2);
        LedgerFile.Forge(_file.Database, "run-1", 2);

        ToolResult result = await _file.Tool.RunAsync("checkpoint", "--anchor");

        result.Code.Should().Be(3);
        result.Error.Should().Be("governance: anchored 1 run with 2 new events; the log has 1 leaf\ngovernance: run `run-1` was not anchored: tampered, 1 finding\n");
        result.Lines[1].Should().Be("1");
    }

    [Fact]
    public async Task Anchor_NothingButARunThatDoesNotVerify_HasNoCheckpoint()
    {
        await _file.AppendAsync("run-1", 1);
        LedgerFile.Forge(_file.Database, "run-1", 1);

        ToolResult result = await _file.Tool.RunAsync("checkpoint", "--anchor");

        result.Should().BeEquivalentTo(new ToolResult(
            3, [], "governance: nothing was anchored; the log has 0 leaves\ngovernance: run `run-1` was not anchored: tampered, 1 finding\ngovernance: the log has no checkpoint\n"));
    }

    [Fact]
    public async Task Anchor_AnotherProcessIsAnchoring_SaysSo()
    {
        await _file.AppendAsync("run-1", 1);
        await _file.KeepAsync("kept.txt");
        await _file.AppendAsync("run-2", 1);
        await using GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = _file.Database, Features = SqliteFeatures.All });
        await new SqliteAnchorStore(database).TryLeaseAsync("somebody else", TimeSpan.FromHours(1), default);

        ToolResult result = await _file.Tool.RunAsync("checkpoint", "--anchor");

        (result.Code, result.Error).Should().Be((0, "governance: another process is anchoring; what it does is not waited for\n"));
        result.Bytes.Should().Equal(await File.ReadAllBytesAsync(_file.File("kept.txt")));
    }

    [Fact]
    public async Task Anchor_NewSigningKey_GoesOnFromACheckpointOfAGivenKeyOnly()
    {
        await _file.AppendAsync("run-1", 1);
        await _file.KeepAsync("kept.txt");
        await _file.AppendAsync("run-2", 1);
        using NoteSigningKey next = NoteSigningKey.Generate(AnchoredFile.Origin);
        _file.Tool.Environment["GOVERNANCE_SIGNING_KEY"] = next.Export();

        ToolResult refused = await _file.Tool.RunAsync("checkpoint", "--anchor");
        ToolResult result = await _file.Tool.RunAsync("checkpoint", "--anchor", "--key", _file.VerifierKey);

        refused.Code.Should().Be(3);
        refused.Error.Should().Contain("its last checkpoint is signed by none of the known keys");
        result.Code.Should().Be(0, result.Error);
        (await _file.Tool.RunAsync("checkpoint", "--key", next.VerifierKey.ToString())).Lines[1].Should().Be("2");
    }

    [Fact]
    public async Task Anchor_WrongSecret_AnchorsNothing()
    {
        await _file.AppendAsync("run-1", 1);
        _file.Tool.Environment["AUDIT_SECRET"] = "another-secret-of-at-least-32-bytes!";

        ToolResult result = await _file.Tool.RunAsync("checkpoint", "--anchor");

        result.Code.Should().Be(2);
        result.Error.Should().Contain("the audit key `k0` is not the one this database was written with");
        LedgerFile.Read(_file.Database, "SELECT size FROM anchor_log").Should().Be("0");
    }

    [Fact]
    public async Task Anchor_BadSigningKey_IsRefusedAndNotRepeated()
    {
        await _file.AppendAsync("run-1", 1);
        using NoteSigningKey witness = NoteSigningKey.Generate("witness", NoteKeyType.CosignatureV1);
        string broken = _file.Write("broken.key", "PRIVATE+KEY+hush"), missing = _file.File("missing.key");

        (await RunAsync("--signing-key-file", missing)).Should().Be($"governance: the signing key file `{missing}` does not exist\n");
        (await RunAsync("--signing-key-file", broken)).Should().Be($"governance: the signing key file `{broken}` has no private key `PRIVATE+KEY+NAME+KEYID+BASE64`\n");
        _file.Tool.Environment["GOVERNANCE_SIGNING_KEY"] = witness.Export();
        (await RunAsync()).Should().Be("governance: the signing key is a witness's, for cosignatures; a log signs with a key of type `ed25519`\n");
        _file.Tool.Environment.Remove("GOVERNANCE_SIGNING_KEY");
        (await RunAsync()).Should().Be("governance: no signing key is given; set GOVERNANCE_SIGNING_KEY, or name a file with --signing-key-file; `governance keys generate` makes one\n");

        async Task<string> RunAsync(params string[] more)
        {
            ToolResult result = await _file.Tool.RunAsync(["checkpoint", "--anchor", .. more]);
            (result.Code, result.Output).Should().Be((2, ""));
            return result.Error;
        }
    }

    [Fact]
    public async Task Checkpoint_WritesTheStoredNoteByteForByte()
    {
        await _file.AppendAsync("run-1", 1);
        await _file.KeepAsync("one.txt");
        await _file.AppendAsync("run-2", 1);
        await _file.KeepAsync("two.txt");

        (await _file.Tool.RunAsync("checkpoint")).Output.Should().Be(LedgerFile.Read(_file.Database, "SELECT note FROM anchor_checkpoints WHERE size = 2"));
        (await _file.Tool.RunAsync("checkpoint", "--size", "1")).Bytes.Should().Equal(await File.ReadAllBytesAsync(_file.File("one.txt")));
        (await _file.Tool.RunAsync("checkpoint", "--size", "3")).Should().BeEquivalentTo(new ToolResult(4, [], "governance: the log has no checkpoint over 3 leaves\n"));
    }

    [Fact]
    public async Task Checkpoint_Json_SaysWhatTheNoteSays()
    {
        await _file.AppendAsync("run-1", 1);
        await _file.KeepAsync("kept.txt");

        using JsonDocument json = JsonDocument.Parse((await _file.Tool.RunAsync("checkpoint", "--json")).Bytes);

        json.RootElement.EnumerateObject().Select(static member => member.Name).Should().Equal("origin", "size", "root", "created_at", "published_at", "signatures", "note");
        json.RootElement.GetProperty("origin").GetString().Should().Be(AnchoredFile.Origin);
        json.RootElement.GetProperty("size").GetInt64().Should().Be(1);
        json.RootElement.GetProperty("root").GetString().Should().Be(LedgerFile.Read(_file.Database, "SELECT lower(hex(root)) FROM anchor_checkpoints"));
        json.RootElement.GetProperty("signatures")[0].GetProperty("key_id").GetString().Should().Be(_file.VerifierKey.Split('+')[1]);
        json.RootElement.GetProperty("note").GetString().Should().Be(await File.ReadAllTextAsync(_file.File("kept.txt")));
    }

    [Fact]
    public async Task Checkpoint_NotSignedByTheGivenKey_IsNotWritten()
    {
        await _file.AppendAsync("run-1", 1);
        await _file.KeepAsync("kept.txt");
        using NoteSigningKey other = NoteSigningKey.Generate(AnchoredFile.Origin);
        string id = string.Join('+', _file.VerifierKey.Split('+')[..2]);

        ToolResult result = await _file.Tool.RunAsync("checkpoint", "--key", other.VerifierKey.ToString());

        result.Should().BeEquivalentTo(new ToolResult(3, [], $"governance: the stored checkpoint over 1 leaf is not signed by a given key; its signatures are of `{id}`\n"));
    }

    [Theory]
    [InlineData("UPDATE anchor_checkpoints SET note = char(27) || '[2K'")]
    [InlineData("UPDATE anchor_checkpoints SET root = zeroblob(32)")]
    [InlineData("UPDATE anchor_checkpoints SET size = 7")]
    public async Task Checkpoint_AlteredRow_IsNotWritten(string forgery)
    {
        await _file.AppendAsync("run-1", 1);
        await _file.KeepAsync("kept.txt");
        _file.Forge(forgery);

        ToolResult result = await _file.Tool.RunAsync("checkpoint");

        (result.Code, result.Output).Should().Be((3, ""));
        result.Error.Should().MatchRegex("^governance: the stored checkpoint over (1 leaf|7 leaves) is no signed note of that size and root; it was altered\n$");
    }

    [Fact]
    public async Task Checkpoint_LogWithoutItsRow_IsAFinding()
    {
        await _file.AppendAsync("run-1", 1);
        _file.Forge("DELETE FROM anchor_log");

        (await _file.Tool.RunAsync("checkpoint", "--anchor")).Code.Should().Be(3);
        (await _file.Tool.RunAsync("verify", "--all")).Code.Should().Be(3);
    }

    [Fact]
    public async Task Checkpoint_DatabaseWithoutALog_SaysWhatToDo()
    {
        await using (GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = _file.Database, Features = SqliteFeatures.Ledger }))
            await database.OpenAsync();

        ToolResult result = await _file.Tool.RunAsync("checkpoint");

        result.Code.Should().Be(2);
        result.Error.Should().Contain("the database lacks the migrations anchoring/").And.Contain("governance migrate");
    }

    [Theory]
    [InlineData("--anchor makes the largest checkpoint; leave --size out", "--anchor", "--size", "1")]
    [InlineData("--signing-key-file needs --anchor", "--signing-key-file", "x")]
    public async Task Checkpoint_ContradictingOptions_AreRefused(string error, params string[] options)
    {
        ToolResult result = await _file.Tool.RunAsync(["checkpoint", .. options]);

        result.Should().BeEquivalentTo(new ToolResult(2, [], $"governance: {error}\nsee `governance checkpoint --help`\n"));
    }
}
