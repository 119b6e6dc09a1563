using System.Text;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Cli.Tests;

public sealed class VerifyCheckpointTests : IDisposable
{
    private readonly AnchoredFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Verify_AnchoredRuns_SaysHowFarTheyAreAnchored()
    {
        await _file.AppendAsync("run-1", 2);
        await _file.KeepAsync("kept.txt");
        await _file.AppendAsync("run-1", 1);
        await _file.AppendAsync("run-2", 1);

        ToolResult text = await _file.Tool.RunAsync("verify", "--all");
        ToolResult json = await _file.Tool.RunAsync("verify", "--all", "--json");

        (text.Code, text.Error).Should().Be((0, ""));
        text.Lines[0].Should().Be("log of anchors: 1 leaf, checkpoint at 1");
        text.Lines[1].Should().StartWith("intact      run-1  3 events").And.EndWith(", anchored to 2");
        text.Lines[2].Should().StartWith("intact      run-2  1 event").And.NotContain("anchored");
        json.Lines[0].Should().Be("""{"log":{"ok":true,"size":1,"checkpoint":1,"finding":null,"place":null}}""");
        json.Lines[1].Should().Contain("\"anchored_seq\":2");
        json.Lines[2].Should().Contain("\"anchored_seq\":null");
    }

    [Fact]
    public async Task Verify_KeptCheckpoint_HoldsTheLogAgainstIt()
    {
        await _file.AppendAsync("run-1", 2);
        string kept = await _file.KeepAsync("kept.txt");
        await _file.AppendAsync("run-2", 1);
        await _file.KeepAsync("later.txt");

        ToolResult all = await VerifyAsync("--all", "--checkpoint", kept, "--key", _file.VerifierKey);
        ToolResult one = await VerifyAsync("--run", "run-1", "--checkpoint", kept, "--key", _file.VerifierKey);

        (all.Code, all.Error, all.Lines[0]).Should().Be((0, "", "log of anchors: 2 leaves, checkpoint at 2"));
        (one.Code, one.Error).Should().Be((0, ""));
        one.Lines.Should().HaveCount(2);
        one.Lines[0].Should().Be("log of anchors: 2 leaves, checkpoint at 2");
        one.Lines[1].Should().EndWith(", anchored to 2");
    }

    [Fact]
    public async Task Verify_RunRemoved_IsMissingWhereTheLogHasIt()
    {
        await _file.AppendAsync("run-1", 2);
        await _file.KeepAsync("kept.txt");
        _file.RemoveRun("run-1");

        ToolResult one = await VerifyAsync("--run", "run-1");
        ToolResult none = await VerifyAsync("--run", "run-9");

        one.Should().BeEquivalentTo(new ToolResult(3, Tool.Utf8("missing     run-1  0 events, no head, anchored to 2, 1 finding\n  seq 1  missing_run\n"), ""));
        none.Should().BeEquivalentTo(new ToolResult(4, [], "governance: there is no run `run-9`\n"));
        (await VerifyAsync("--all")).Code.Should().Be(3);
    }

    [Fact]
    public async Task Verify_RunRemovedAndLogMadeAnew_IsFoundByTheKeptCheckpointAlone()
    {
        await _file.AppendAsync("run-1", 2);
        await _file.AppendAsync("run-2", 1);
        string kept = await _file.KeepAsync("kept.txt");
        _file.RemoveRun("run-1");
        _file.RemoveLog();
        await _file.KeepAsync("forged.txt");

        ToolResult without = await VerifyAsync("--all");
        ToolResult all = await VerifyAsync("--all", "--checkpoint", kept, "--key", _file.VerifierKey);
        ToolResult json = await VerifyAsync("--all", "--json", "--checkpoint", kept, "--key", _file.VerifierKey);
        ToolResult gone = await VerifyAsync("--run", "run-1", "--checkpoint", kept, "--key", _file.VerifierKey);

        without.Code.Should().Be(0);
        all.Code.Should().Be(3);
        all.Lines[0].Should().Be("log of anchors: 1 leaf, checkpoint at 1, log_rollback at 2");
        json.Lines[0].Should().Be("""{"log":{"ok":false,"size":1,"checkpoint":1,"finding":"log_rollback","place":2}}""");
        gone.Should().BeEquivalentTo(new ToolResult(3, Tool.Utf8("log of anchors: 1 leaf, checkpoint at 1, log_rollback at 2\n"), ""), "the run has no trace left, but the log is not the one that was");
    }

    [Fact]
    public async Task Verify_LeafAltered_IsAFindingOfTheLogWithoutARunThatTellsOfIt()
    {
        await _file.AppendAsync("run-1", 1);
        await _file.KeepAsync("kept.txt");
        _file.Forge("UPDATE anchor_leaves SET run_id = 'run-9'");

        ToolResult result = await VerifyAsync("--all");

        result.Code.Should().Be(3);
        result.Lines[0].Should().Be("log of anchors: 1 leaf, checkpoint at 1, log_fork at 1");
    }

    [Fact]
    public async Task Verify_DatabaseWithoutALog_VerifiesTheChains()
    {
        await using (GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = _file.Database, Features = SqliteFeatures.Ledger }))
        {
            using ChainLedger ledger = new(new SqliteLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", Tool.Secret))));
            await ledger.AppendAsync("run-1", LedgerEvent.Create("test.happened"));
        }

        string kept = _file.Write("kept.txt", SignedNote.Sign(new Checkpoint(AnchoredFile.Origin, 1, MerkleTree.EmptyRoot).ToString(), _file.Key).ToString());

        ToolResult result = await VerifyAsync("--all");
        ToolResult refused = await VerifyAsync("--all", "--checkpoint", kept, "--key", _file.VerifierKey);

        result.Code.Should().Be(0, result.Error);
        result.Lines[0].Should().StartWith("intact      run-1  1 event");
        refused.Should().BeEquivalentTo(new ToolResult(3, [], "governance: the database has no log of anchors, and the checkpoint says that there was one of 1 leaf\n"), "whoever has the database can remove the log");
    }

    [Fact]
    public async Task Verify_CheckpointWithoutKey_IsWrongUsage()
    {
        foreach (string[] options in (string[][])[["--checkpoint", "x"], ["--key", "x"], ["--key-file", "x"]])
        {
            ToolResult result = await VerifyAsync(["--all", .. options]);
            result.Should().BeEquivalentTo(new ToolResult(
                2, [], "governance: --checkpoint and --key (or --key-file) need each other: a checkpoint proves nothing until its signature is verified\nsee `governance verify --help`\n"));
        }
    }

    [Fact]
    public async Task Verify_FileThatIsNoCheckpoint_SaysWhatIsWrong()
    {
        await _file.AppendAsync("run-1", 1);
        string good = await File.ReadAllTextAsync(await _file.KeepAsync("kept.txt"));

        (await RefusedAsync("")).Should().Be("is empty");
        (await RefusedAsync("hello\r\n")).Should().Be("is no checkpoint: a note is a text, an empty line and signature lines, each ended by a line feed");
        (await RefusedAsync("hello\n")).Should().Be("is no checkpoint: a note is a text, an empty line and signature lines, each ended by a line feed");
        (await RefusedAsync(good.ReplaceLineEndings("\r\n"))).Should().Be("has lines that end with CR LF; a checkpoint is kept byte for byte, with LF alone");
        (await RefusedAsync(SignedNote.Sign("hello\n", _file.Key).ToString())).Should().Be("is no checkpoint: the text of the note is not an origin, a size and a root");
        (await RefusedAsync(good.Replace("\n1\n", "\n2\n", StringComparison.Ordinal))).Should().Be($"has a signature of `{KeyName(_file.Key)}` that does not hold: the text or the signature was altered");
        (await RefusedAsync(good + good)).Should().Be("is no checkpoint: the text of the note is not an origin, a size and a root", "a file holds one");
        using NoteSigningKey other = NoteSigningKey.Generate(AnchoredFile.Origin);
        (await RefusedAsync(good, other)).Should().Be($"is not signed by a given key; its signatures are of `{KeyName(_file.Key)}`");
        (await RefusedAsync(SignedNote.Sign(new Checkpoint("other.example/log", 1, MerkleTree.EmptyRoot).ToString(), _file.Key).ToString())).Should()
            .Be($"is of the log `other.example/log`, and signed by the key of another, `{KeyName(_file.Key)}`");
        (await VerifyAsync("--all", "--checkpoint", "", "--key", _file.VerifierKey)).Should().BeEquivalentTo(new ToolResult(2, [], "governance: the name of a file is empty\n"));
        ToolResult missing = await VerifyAsync("--all", "--checkpoint", _file.File("missing"), "--key", _file.VerifierKey);
        (missing.Code, missing.Error).Should().Be((2, $"governance: `{_file.File("missing")}` does not exist\n"));
    }

    [Fact]
    public async Task Verify_CheckpointFromStandardInput_AndKeysFromAFile()
    {
        await _file.AppendAsync("run-1", 1);
        byte[] kept = await File.ReadAllBytesAsync(await _file.KeepAsync("kept.txt"));
        string keys = _file.Write("keys.txt", $"\n{_file.VerifierKey}\n");

        (await _file.Tool.RunAsync(kept, "verify", "--all", "--checkpoint", "-", "--key-file", keys)).Code.Should().Be(0);
    }

    [Fact]
    public async Task Verify_CosignedCheckpoint_CountsByTheWitnessAlone()
    {
        await _file.AppendAsync("run-1", 1);
        SignedNote.TryParse(await File.ReadAllBytesAsync(await _file.KeepAsync("kept.txt")), out SignedNote? note, out _);
        using NoteSigningKey witness = NoteSigningKey.Generate("witness.example", NoteKeyType.CosignatureV1);
        string cosigned = _file.Write("cosigned.txt", note!.WithSignatures(witness.Cosign(note.Text, DateTimeOffset.UnixEpoch)).ToString());

        (await VerifyAsync("--all", "--checkpoint", cosigned, "--key", witness.VerifierKey.ToString())).Code.Should().Be(0);
    }

    [Fact]
    public async Task Verify_CheckpointSignedByAnotherLogToo_CountsByItsOwnKey()
    {
        await _file.AppendAsync("run-1", 1);
        SignedNote.TryParse(await File.ReadAllBytesAsync(await _file.KeepAsync("kept.txt")), out SignedNote? note, out _);
        using NoteSigningKey other = NoteSigningKey.Generate("other.example/log");
        string both = _file.Write("both.txt", note!.WithSignatures(other.Sign(note.Text)).ToString());

        (await VerifyAsync("--all", "--checkpoint", both, "--key", other.VerifierKey.ToString(), "--key", _file.VerifierKey)).Code.Should().Be(0);
        (await VerifyAsync("--all", "--checkpoint", both, "--key", other.VerifierKey.ToString())).Code.Should().Be(2);
    }

    [Fact]
    public async Task Verify_WrongKeys_AreRefusedAndNotRepeated()
    {
        string empty = _file.Write("empty.txt", "\n"), broken = _file.Write("broken.txt", "hush");

        (await RefusedAsync("--key", _file.Key.Export())).Should().Be("governance: --key has something that is no public key of notes, `NAME+KEYID+BASE64`\n");
        (await RefusedAsync("--key-file", broken)).Should().Be($"governance: the key file `{broken}` has something that is no public key of notes, `NAME+KEYID+BASE64`\n");
        (await RefusedAsync("--key-file", empty)).Should().Be($"governance: the key file `{empty}` has no key\n");
        (await RefusedAsync("--key-file", _file.File("missing"))).Should().Be($"governance: the key file `{_file.File("missing")}` does not exist\n");

        async Task<string> RefusedAsync(params string[] options)
        {
            ToolResult result = await VerifyAsync(["--all", "--checkpoint", "x", .. options]);
            result.Code.Should().Be(2);
            return result.Error;
        }
    }

    private Task<ToolResult> VerifyAsync(params string[] options) => _file.Tool.RunAsync(["verify", .. options]);

    private async Task<string> RefusedAsync(string text, NoteSigningKey? key = null)
    {
        string file = _file.Write("refused.txt", text);
        ToolResult result = await VerifyAsync("--all", "--checkpoint", file, "--key", (key ?? _file.Key).VerifierKey.ToString());
        (result.Code, result.Output).Should().Be((2, ""));
        result.Error.Should().StartWith($"governance: `{file}` ");
        return result.Error[$"governance: `{file}` ".Length..^1];
    }

    private static string KeyName(NoteSigningKey key) => string.Join('+', key.VerifierKey.ToString().Split('+')[..2]);
}
