using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Anchoring.Tests.Anchors;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Bundles;

/// <summary>
/// An anchored run of which everything is fixed, times, salts and keys too: so its bundle is the same, byte for byte, on every machine. It has what a run can have: a decision, a policy set, a personal value, one that
/// was erased, text beyond ASCII. Other runs stand around it in the log.
/// </summary>
internal sealed class BundledRun : IAsyncDisposable
{
    internal const string RunId = "run-\u00e9\u2028\ud83d\ude00/\"7\"";
    internal const string Document = """{"default_effect":"allow","rules":[]}""";

    // Its seed is the bytes 0 to 31: for examples, and for nothing else.
    internal const string SigningKey = "PRIVATE+KEY+example.com/governance+aa249818+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    internal const int Events = 5;

    private readonly Dictionary<string, string> _policySets = new(StringComparer.Ordinal) { [PolicySet] = Document };

    internal static string PolicySet { get; } = Hex(Document);

    internal static string UnknownPolicySet { get; } = new('f', 64);

    internal AnchoredDatabase Database { get; } = new();

    internal static NoteVerifierKey Key { get; } = PublicOf(SigningKey);

    internal EvidenceBundler Bundler => new(Database.Anchors, AnchoredDatabase.Ring, [Key], ReadPolicySetAsync);

    internal static async Task<BundledRun> CreateAsync()
    {
        BundledRun run = new();
        await run.Database.AppendAsync("opens-the-database", 1);
        run.Database.Forge("DELETE FROM run_events; DELETE FROM run_heads;");
        run.Write("a-run-before", """{"n":1}""", """{"n":2}""");
        run.Write(
            RunId,
            """{"org":null,"tenant":"acme","user":"ann"}""",
            $$$"""{"action":"send_email","decision":{"effect":"allow","policy_set":"{{{PolicySet}}}"},"phase":"exec"}""",
            $$$"""{"action":"send_email","args":{"$commit":"{{{Commit("/args", ArgsValue, 1)}}}"}}""",
            $$$"""{"decision":{"effect":"deny","policy_set":"{{{UnknownPolicySet}}}"},"note":"\"quoted\"\n\\ \u2028 é 😀","result":{"$commit":"{{{Commit("/result", "1", 2)}}}"}}""",
            """{}""");
        run.Database.Forge(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO run_event_values (run_id, seq, path, value, salt) VALUES ('{RunId}', 3, '/args', '{ArgsValue}', x'{Convert.ToHexString(Salt(1))}');"));
        run.Write("z-run-behind", """{"n":1}""");
        await run.AnchorAsync();
        return run;
    }

    internal const string ArgsValue = """{"to":"ann@example.com"}""";

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    internal async Task AnchorAsync(string signingKey = SigningKey, params string[] previous)
    {
        using Anchorer anchorer = Database.CreateAnchorer(options =>
        {
            options.SigningKey = signingKey;
            foreach (string key in previous)
                options.PreviousKeys.Add(key);
        });
        (await anchorer.RunAsync()).Refused.Should().BeEmpty();
    }

    internal ValueTask<ReadOnlyMemory<byte>?> ReadPolicySetAsync(string version, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(_policySets.TryGetValue(version, out string? document) ? Encoding.UTF8.GetBytes(document) : null);

    internal void ForgePolicySet(string document) => _policySets[PolicySet] = document;

    internal async Task<(byte[] Bundle, byte[] Personal, EvidenceSummary Summary)> BundleAsync(EvidenceBundler? bundler = null, string runId = RunId)
    {
        await using IEvidenceExport export = await (bundler ?? Bundler).OpenAsync(runId);
        using MemoryStream bundle = new(), personal = new();
        EvidenceSummary summary = await export.WriteAsync(bundle, personal);
        return (bundle.ToArray(), personal.ToArray(), summary);
    }

    internal static async Task<EvidenceReport> VerifyAsync(byte[] bundle, AuditKeyRing? ring = null, byte[]? personal = null, int? maxLineBytes = null, params NoteVerifierKey[] keys)
    {
        using MemoryStream file = new(bundle);
        using MemoryStream? values = personal is null ? null : new MemoryStream(personal);
        EvidenceVerifyOptions options = new() { Keys = keys.Length == 0 ? [Key] : keys, AuditKeys = ring, Personal = values };
        return await EvidenceBundle.VerifyAsync(file, maxLineBytes is { } max ? options with { MaxLineBytes = max } : options);
    }

    /// <summary>Writes a chain by hand, hashes, links and head all sound.</summary>
    internal void Write(string runId, params string[] data)
    {
        StringBuilder sql = new();
        string previous = "", escaped = runId.Replace("\"", "\\\"", StringComparison.Ordinal);
        for (int seq = 1; seq <= data.Length; seq++)
        {
            string time = string.Create(CultureInfo.InvariantCulture, $"2026-11-22T19:00:0{seq}.123456Z"), type = seq == 2 ? "policy.decided" : "test.happened";
            string content = data[seq - 1].Replace("\\u2028", "\u2028", StringComparison.Ordinal);
            string canonical = string.Create(CultureInfo.InvariantCulture, $$"""{"alg":"sha256","data":{{content}},"kid":"k0","run_id":"{{escaped}}","seq":{{seq}},"ts":"{{time}}","type":"{{type}}","v":1}""");
            string hash = Hex($"{previous}|{canonical}|{AnchoredDatabase.Secret}");
            sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO run_events (run_id, seq, ts, type, canonical, prev_hash, hash, kid, alg) VALUES ('{runId}', {seq}, '{time}', '{type}', '{canonical}', '{previous}', '{hash}', 'k0', 'sha256');");
            previous = hash;

            // The driver copies what is left of a text after each statement.
            if (seq % 100 == 0)
            {
                Database.Forge(sql.ToString());
                sql.Clear();
            }
        }

        Database.Forge($"{sql}INSERT INTO run_heads (run_id, seq, hash, key_generation) VALUES ('{runId}', {data.Length}, '{previous}', 1);");
    }

    private static string Commit(string path, string value, byte salt) => Convert.ToHexStringLower(HMACSHA256.HashData(Salt(salt), Encoding.UTF8.GetBytes($"[\"{path}\",{value}]")));

    private static byte[] Salt(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static NoteVerifierKey PublicOf(string signingKey)
    {
        NoteSigningKey.TryParse(signingKey, out NoteSigningKey? key).Should().BeTrue();
        using (key)
            return key!.VerifierKey;
    }
}
