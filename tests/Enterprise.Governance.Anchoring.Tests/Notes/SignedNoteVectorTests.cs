using System.Text;
using System.Text.Json;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Notes;

/// <summary>The vectors of Go's notes, of C2SP, of sum.golang.org, of tessera and of rekor.</summary>
public sealed class SignedNoteVectorTests
{
    private static readonly JsonElement s_notes = Read("signed-notes.json");

    public static TheoryData<string> Ids => [.. s_notes.GetProperty("cases").EnumerateArray().Select(static one => one.GetProperty("id").GetString()!)];

    public static TheoryData<string> Bodies => [.. Read("checkpoint-bodies.json").GetProperty("cases").EnumerateArray().Select(static one => one.GetProperty("desc").GetString()!)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Note(string id)
    {
        JsonElement vector = s_notes.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("id").GetString() == id);
        NoteVerifierKey[] keys = [.. vector.GetProperty("vkeys").EnumerateArray().Select(static key => Key(key.GetString()!))];

        bool isNote = SignedNote.TryParse(Encoding.UTF8.GetBytes(vector.GetProperty("note").GetString()!), out SignedNote? note, out string? problem);
        NoteVerification? verification = note?.Verify(keys);

        (isNote && verification!.Holds).Should().Be(vector.GetProperty("want").GetString() == "accept", problem);
        if (vector.TryGetProperty("verified", out JsonElement verified))
        {
            verification!.Verified.Select(static key => key.Name).Should().Equal(verified.EnumerateArray().Select(static name => name.GetString()!));
            note!.ToString().Should().Be(vector.GetProperty("note").GetString());
        }

        if (vector.TryGetProperty("checkpoint", out JsonElement expected))
            Describe(note!.Text).Should().Be((expected.GetProperty("origin").GetString()!, expected.GetProperty("size").GetInt64(), expected.GetProperty("root_base64").GetString()!));
    }

    [Fact]
    public void VerifierKey_AnyPartOrOtherLetter_IsRefused()
    {
        foreach (JsonElement bad in s_notes.GetProperty("bad_vkeys").EnumerateArray())
            NoteVerifierKey.TryParse(bad.GetString()!, out _).Should().BeFalse(bad.GetString());
        string[] good = [.. s_notes.GetProperty("cases").EnumerateArray().SelectMany(static one => one.GetProperty("vkeys").EnumerateArray()).Select(static key => key.GetString()!).Distinct()];
        foreach (string key in good)
        {
            Key(key).ToString().Should().Be(key);
            for (int start = 0; start < key.Length; start++)
            {
                for (int end = start; end <= key.Length; end++)
                    NoteVerifierKey.TryParse(key[start..end], out _).Should().Be(end - start == key.Length, key[start..end]);
            }

            for (int i = 0; i < key.Length; i++)
            {
                string other = string.Concat(key.AsSpan(0, i), ((char)(key[i] + 1)).ToString(), key.AsSpan(i + 1));
                NoteVerifierKey.TryParse(other, out _).Should().BeFalse(other);
            }
        }
    }

    [Fact]
    public void Tessera_LogAndItsCheckpoints_AreOurs()
    {
        JsonElement log = Read("tessera-log.json");
        NoteVerifierKey key = Key(log.GetProperty("vkey").GetString()!);
        string[] entries = [.. log.GetProperty("entries_utf8").EnumerateArray().Select(static entry => entry.GetString()!)];
        foreach (JsonElement vector in log.GetProperty("checkpoints").EnumerateArray())
        {
            int size = vector.GetProperty("size").GetInt32();
            CompactRange range = new();
            foreach (string entry in entries[..size])
                range.Append(MerkleTree.HashLeaf(Encoding.UTF8.GetBytes(entry)));
            SignedNote.TryParse(Encoding.UTF8.GetBytes(vector.GetProperty("checkpoint").GetString()!), out SignedNote? note, out _).Should().BeTrue();

            note!.Verify(key).Holds.Should().BeTrue();
            note.Text.Should().Be(new Checkpoint("example.com/log/testdata", size, range.GetRoot()).ToString());
            Convert.ToBase64String(range.GetRoot().ToArray()).Should().Be(vector.GetProperty("root_base64").GetString());
        }
    }

    /// <summary>C2SP wants 32 bytes where rekor takes any number, and lines behind the root are extensions, which Go overlooks: both are as C2SP has them here.</summary>
    [Theory]
    [MemberData(nameof(Bodies))]
    public void CheckpointBody(string description)
    {
        JsonElement vector = Read("checkpoint-bodies.json").GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("desc").GetString() == description);
        string body = vector.GetProperty("body").GetString()!;
        bool is32Bytes = body.Split('\n') is [_, _, { } root, ..] && root.TrimEnd('=').Length == 43;

        Checkpoint.TryParse(body, out Checkpoint? checkpoint).Should().Be(!vector.GetProperty("want_error").GetBoolean() && is32Bytes);
        checkpoint?.ToString().Should().Be(body);
    }

    private static (string Origin, long Size, string Root) Describe(string text)
    {
        Checkpoint.TryParse(text, out Checkpoint? checkpoint).Should().BeTrue();
        return (checkpoint!.Origin, checkpoint.Size, Convert.ToBase64String(checkpoint.Root.ToArray()));
    }

    private static NoteVerifierKey Key(string text) => NoteVerifierKey.TryParse(text, out NoteVerifierKey? key) ? key : throw new InvalidOperationException(text);

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("merkle", file))).RootElement;
}
