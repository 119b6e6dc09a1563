using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Tests;

public sealed class ConsistencyTests : IDisposable
{
    private readonly AnchoredFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Consistency_LogThatGrew_IsConsistentWithAProof()
    {
        (string older, string newer) = await GrowAsync();

        ToolResult text = await RunAsync(older, newer, "--proof");
        ToolResult json = await RunAsync(older, newer, "--proof", "--json");

        (text.Code, text.Error).Should().Be((0, ""));
        text.Lines[0].Should().Be("consistent: the log of 5 leaves begins with that of 3");
        (Checkpoint before, Checkpoint after) = (Read(older), Read(newer));
        MerkleHash[] proof = [.. text.Lines[1..].Select(static line => MerkleHash.TryParseHex(line, out MerkleHash hash) ? hash : throw new FormatException(line))];
        MerkleProof.VerifyConsistency(3, 5, before.Root, after.Root, proof).Should().BeTrue();
        using JsonDocument document = JsonDocument.Parse(json.Bytes);
        document.RootElement.GetProperty("consistent").GetBoolean().Should().BeTrue();
        document.RootElement.GetProperty("finding").ValueKind.Should().Be(JsonValueKind.Null);
        document.RootElement.GetProperty("new").GetProperty("root").GetString().Should().Be(after.Root.ToString());
        document.RootElement.GetProperty("proof").EnumerateArray().Select(static hash => hash.GetString()).Should().Equal(text.Lines[1..]);
        (await RunAsync(older, newer)).Lines.Should().HaveCount(1);
        (await RunAsync(older, newer, "--json")).Output.Should().NotContain("proof");
    }

    [Fact]
    public async Task Consistency_SameCheckpoint_IsConsistentWithItself()
    {
        (string older, _) = await GrowAsync();

        (await RunAsync(older, older)).Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8("consistent: the log of 3 leaves begins with that of 3\n"), ""));
    }

    [Fact]
    public async Task Consistency_LogThatWasMadeAnew_IsAFork()
    {
        (string older, _) = await GrowAsync();
        _file.RemoveRun("run-1");
        _file.RemoveLog();
        await _file.AppendAsync("run-6", 1);
        string forged = await _file.KeepAsync("forged.txt");

        ToolResult text = await RunAsync(older, forged, "--proof");
        ToolResult json = await RunAsync(older, forged, "--proof", "--json");

        text.Should().BeEquivalentTo(new ToolResult(
            3, Tool.Utf8("log_fork: the database's log does not show that the log of 5 leaves begins with that of 3: a checkpoint, or the database, is of another log\n"), ""));
        json.Code.Should().Be(3);
        json.Output.Should().StartWith("""{"consistent":false,"finding":"log_fork",""").And.EndWith("\"proof\":[]}\n");
    }

    [Fact]
    public async Task Consistency_TwoRootsOfOneSize_IsAFork()
    {
        (string older, _) = await GrowAsync();
        string other = Sign("other.txt", 3);

        (await RunAsync(older, other)).Should().BeEquivalentTo(new ToolResult(3, Tool.Utf8("log_fork: the two checkpoints have the same size and two roots\n"), ""));
    }

    [Fact]
    public async Task Consistency_DatabaseThatWasSetBack_CannotProveIt()
    {
        (string older, string newer) = await GrowAsync();
        _file.Forge("UPDATE anchor_log SET size = 4");

        ToolResult shorter = await RunAsync(older, newer);
        _file.Forge("UPDATE anchor_log SET size = 5; DELETE FROM anchor_nodes");
        ToolResult gaps = await RunAsync(older, newer);

        shorter.Should().BeEquivalentTo(new ToolResult(3, Tool.Utf8("log_rollback: the database's log has 4 leaves, fewer than the newer checkpoint says: it was set back, or is another one\n"), ""));
        gaps.Should().BeEquivalentTo(new ToolResult(3, Tool.Utf8("log_fork: the database's log lacks nodes that it must have\n"), ""));
    }

    [Fact]
    public async Task Consistency_WrongInput_IsRefused()
    {
        (string older, string newer) = await GrowAsync();
        using NoteSigningKey other = NoteSigningKey.Generate("other.example/log");
        string foreign = _file.Write("foreign.txt", SignedNote.Sign(new Checkpoint("other.example/log", 9, MerkleTree.EmptyRoot).ToString(), other).ToString());
        string broken = _file.Write("broken.txt", "hello");

        (await RefusedAsync(newer, older)).Should().Be($"governance: `{newer}` has 5 leaves and `{older}` 3; give the smaller one first\n");
        (await RefusedAsync(older, foreign, "--key", other.VerifierKey.ToString())).Should().Be($"governance: the checkpoints are of two logs, `{AnchoredFile.Origin}` and `other.example/log`\n");
        (await RefusedAsync(older, foreign)).Should().Contain("is not signed by a given key; its signatures are of `other.example/log+");
        (await RefusedAsync(older, broken)).Should().StartWith($"governance: `{broken}` is no checkpoint: ");
        ToolResult keyless = await _file.Tool.RunAsync("consistency", older, newer);
        (keyless.Code, keyless.Error).Should().Be(
            (2, "governance: give --key VKEY or --key-file FILE: a checkpoint proves nothing until its signature is verified\nsee `governance consistency --help`\n"));

        async Task<string> RefusedAsync(params string[] arguments)
        {
            ToolResult result = await RunAsync(arguments);
            (result.Code, result.Output).Should().Be((2, ""));
            return result.Error;
        }
    }

    /// <summary>Makes a log of three leaves, and then of five.</summary>
    private async Task<(string Older, string Newer)> GrowAsync()
    {
        foreach (string runId in new[] { "run-1", "run-2", "run-3" })
            await _file.AppendAsync(runId, 1);
        string older = await _file.KeepAsync("older.txt");
        foreach (string runId in new[] { "run-4", "run-5" })
            await _file.AppendAsync(runId, 1);
        return (older, await _file.KeepAsync("newer.txt"));
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => _file.Tool.RunAsync(["consistency", .. arguments, "--key", _file.VerifierKey]);

    private string Sign(string name, long size) => _file.Write(name, SignedNote.Sign(new Checkpoint(AnchoredFile.Origin, size, MerkleTree.EmptyRoot).ToString(), _file.Key).ToString());

    private static Checkpoint Read(string file) =>
        SignedNote.TryParse(File.ReadAllBytes(file), out SignedNote? note, out _) && Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint) ? checkpoint : throw new FormatException(file);
}
