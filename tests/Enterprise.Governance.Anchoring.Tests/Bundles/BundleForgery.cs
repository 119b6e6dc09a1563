using System.Text;
using static Enterprise.Governance.Anchoring.EvidenceFindingKind;

namespace Enterprise.Governance.Anchoring.Tests.Bundles;

/// <summary>What somebody may do to the bundle of <see cref="BundledRun"/>, and what verifiers say of it: this library, and the one in <c>docs/verify</c>.</summary>
internal sealed record BundleForgery(string Name, Func<byte[], byte[]> Forge, params EvidenceFindingKind[] Kinds)
{
    private static readonly BundleForgery[] s_all =
    [
        Text("text altered", static text => text.Replace("send_email", "send_money", StringComparison.Ordinal), ContentMismatch),
        Text("time altered", static text => text.Replace("19:00:03", "19:00:04", StringComparison.Ordinal), ContentMismatch),
        Text("seq in a text altered", static text => text.Replace("""\"seq\":3,""", """\"seq\":4,""", StringComparison.Ordinal), SeqMismatch, ContentMismatch),
        Text("version of the envelope altered", static text => text.Replace("""\"v\":1}""", """\"v\":2}""", StringComparison.Ordinal), EnvelopeMismatch, PolicySetMismatch, ContentMismatch),
        Text("text with space", static text => text.Replace("""\"data\":{}""", """\"data\":{ }""", StringComparison.Ordinal), NotCanonical, ContentMismatch),
        Text("text with a member twice", static text => text.Replace("""\"data\":{}""", """\"data\":{\"a\":1,\"a\":1}""", StringComparison.Ordinal), NotCanonical, ContentMismatch),
        Text("text with a number in other digits", static text => text.Replace("""\"data\":{}""", """\"data\":{\"a\":1.0}""", StringComparison.Ordinal), NotCanonical, ContentMismatch),
        Text("text with half a character", static text => text.Replace("""\"data\":{}""", """\"data\":{\"a\":\"\\ud800\"}""", StringComparison.Ordinal), NotCanonical, ContentMismatch),
        Lines("event removed", static lines => lines.RemoveAt(3), SeqMismatch, EventCountMismatch, ContentMismatch),
        Lines("last event removed", static lines => lines.RemoveAt(5), EventCountMismatch, HashMismatch, ContentMismatch),
        Lines("event twice", static lines => lines.Insert(3, lines[3]), SeqMismatch, EventCountMismatch, ContentMismatch),
        Lines("events swapped", static lines => lines.Reverse(3, 2), SeqMismatch, ContentMismatch),
        Text("last hash altered", static text => AlterAfterLast(text, "\"hash\":\""), HashMismatch, InclusionMismatch),
        Text("run renamed in the header", static text => Once(text, "run-", "ran-"), WrongRun, InclusionMismatch),
        Text("run renamed everywhere", static text => text.Replace("run-é", "ran-é", StringComparison.Ordinal), ContentMismatch, InclusionMismatch),
        Text("count altered", static text => text.Replace("{\"events\":5,", "{\"events\":6,", StringComparison.Ordinal), EventCountMismatch),
        Text("policy set altered", static text => text.Replace("default_effect\\\":\\\"allow", "default_effect\\\":\\\"other", StringComparison.Ordinal), PolicySetMismatch),
        Lines("policy set removed", static lines => lines.RemoveAt(6), PolicySetMismatch),
        Lines("policy set that nobody names", static lines => lines.Insert(6, $$"""{"document":null,"version":"{{new string('0', 64)}}"}"""), PolicySetMismatch),
        Lines("policy sets swapped", static lines => lines.Reverse(6, 2), Malformed),
        Lines("policy set among the events", static lines => (lines[5], lines[6]) = (lines[6], lines[5]), EventCountMismatch, Malformed),
        Text("place in the log altered", static text => text.Replace("\"index\":1", "\"index\":2", StringComparison.Ordinal), InclusionMismatch),
        Text("size of the log altered", static text => text.Replace("governance\\n3\\n", "governance\\n2\\n", StringComparison.Ordinal), InclusionMismatch, SignatureMismatch, UntrustedSignature),
        Text("log of another name", static text => text.Replace("example.com/governance\\n3", "example.org/governance\\n3", StringComparison.Ordinal), CheckpointMismatch, SignatureMismatch, UntrustedSignature),
        Lines("checkpoint of another log", static lines => lines[8] = OtherLog(lines[8]), InclusionMismatch, UntrustedSignature),
        Text("note without signature", static text => text[..text.IndexOf("\\n\\n", StringComparison.Ordinal)] + text[text.IndexOf("\",\"inclusion\"", StringComparison.Ordinal)..], Malformed),
        Text("key of nobody", static text => text.Replace("\"key\":\"example", "\"key\":\"exemple", StringComparison.Ordinal), Malformed),
        Lines("second header", static lines => lines.Insert(1, lines[0]), EventCountMismatch, Malformed),
        Lines("no header", static lines => lines.RemoveAt(0), Malformed),
        Lines("no proof", static lines => lines.RemoveAt(8), Malformed),
        Lines("second proof", static lines => lines.Add(lines[8]), Malformed),
        Lines("empty line at the end", static lines => lines.Add(""), Malformed),
        Text("no line feed at the end", static text => text.TrimEnd('\n'), Malformed),
        Text("carriage returns", static text => text.Replace("\n", "\r\n", StringComparison.Ordinal), Malformed),
        Text("byte order mark", static text => "\ufeff" + text, Malformed),
        Text("another format", static text => text.Replace("bundle/v1", "bundle/v2", StringComparison.Ordinal), Malformed),
        Text("unknown member", static text => text.Replace("{\"events\":5,", "{\"comment\":1,\"events\":5,", StringComparison.Ordinal), Malformed),
        Text("unknown member at the end", static text => text.Replace("\"seq\":1}", "\"seq\":1,\"z\":1}", StringComparison.Ordinal), Malformed),
        Text("member twice", static text => text.Replace("\"seq\":1}", "\"seq\":1,\"seq\":1}", StringComparison.Ordinal), Malformed),
        Text("number as text", static text => text.Replace("\"seq\":1}", "\"seq\":\"1\"}", StringComparison.Ordinal), Malformed),
        Text("number in other digits", static text => text.Replace("\"seq\":1}", "\"seq\":1.0}", StringComparison.Ordinal), Malformed),
        Text("negative number", static text => text.Replace("\"seq\":1}", "\"seq\":-1}", StringComparison.Ordinal), Malformed),
        Text("letter escaped", static text => text.Replace("\"format\":\"g", "\"format\":\"\\u0067", StringComparison.Ordinal), Malformed),
        Text("space between members", static text => text.Replace("{\"events\":5,", "{\"events\":5, ", StringComparison.Ordinal), Malformed),
        new("bytes that are no UTF-8", static bundle => [.. bundle[..50], 0xff, .. bundle[50..]], Malformed),
        new("nothing", static _ => [], Malformed),
        new("no JSON", static _ => "hello\n"u8.ToArray(), Malformed),
        new("a number", static _ => "1\n"u8.ToArray(), Malformed),
        new("deep nesting", static _ => Encoding.UTF8.GetBytes($"{string.Concat(Enumerable.Repeat("[", 5000))}{string.Concat(Enumerable.Repeat("]", 5000))}\n"), Malformed),
    ];

    public static TheoryData<string> Names => [.. s_all.Select(static one => one.Name)];

    internal static IReadOnlyList<BundleForgery> All => s_all;

    internal static BundleForgery Find(string name) => s_all.Single(one => one.Name == name);

    private static BundleForgery Text(string name, Func<string, string> forge, params EvidenceFindingKind[] kinds) =>
        new(name, bundle => Changed(bundle, Encoding.UTF8.GetBytes(forge(Encoding.UTF8.GetString(bundle)))), kinds);

    private static BundleForgery Lines(string name, Action<List<string>> forge, params EvidenceFindingKind[] kinds) => Text(
        name,
        text =>
        {
            List<string> lines = [.. text.Split('\n')[..^1]];
            forge(lines);
            return string.Concat(lines.Select(static line => $"{line}\n"));
        },
        kinds);

    private static byte[] Changed(byte[] before, byte[] after) => after.AsSpan().SequenceEqual(before) ? throw new InvalidOperationException("the forgery has changed nothing") : after;

    private static string Once(string text, string old, string replacement)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        return $"{text[..at]}{replacement}{text[(at + old.Length)..]}";
    }

    /// <summary>Changes the first digit behind the last place where a text stands.</summary>
    private static string AlterAfterLast(string text, string before)
    {
        int at = text.LastIndexOf(before, StringComparison.Ordinal) + before.Length;
        return $"{text[..at]}{(text[at] == '0' ? '1' : '0')}{text[(at + 1)..]}";
    }

    /// <summary>Puts a checkpoint in its place that another log, of the same name and with a key of its own, has signed.</summary>
    private static string OtherLog(string proof)
    {
        using NoteSigningKey stranger = NoteSigningKey.Generate(BundledRun.Key.Name);
        string note = SignedNote.Sign(new Checkpoint(BundledRun.Key.Name, 3, Enterprise.Governance.Ledger.MerkleTree.EmptyRoot).ToString(), stranger).ToString().Replace("\n", "\\n", StringComparison.Ordinal);
        string rest = proof[proof.IndexOf("\",\"inclusion\"", StringComparison.Ordinal)..].Replace(BundledRun.Key.ToString(), stranger.VerifierKey.ToString(), StringComparison.Ordinal);
        return $"{{\"checkpoint\":\"{note}{rest}";
    }
}
