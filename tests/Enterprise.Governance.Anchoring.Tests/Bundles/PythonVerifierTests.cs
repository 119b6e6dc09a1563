using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Governance.Anchoring.Tests.Anchors;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Bundles;

/// <summary>The library and the verifier in <c>docs/verify</c>, written from the format alone, say the same of every file.</summary>
public sealed class PythonVerifierTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance-bundles").FullName;
    private BundledRun _run = null!;
    private byte[] _bundle = null!, _personal = null!;

    public async ValueTask InitializeAsync()
    {
        _run = await BundledRun.CreateAsync();
        (_bundle, _personal, _) = await _run.BundleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Verify_BundlesGoodAndForged_AgreesWithTheLibrary()
    {
        await AgreeAsync("good", _bundle);
        foreach (BundleForgery forgery in BundleForgery.All)
            await AgreeAsync(forgery.Name, forgery.Forge(_bundle));
    }

    [Fact]
    public async Task Verify_WithTheAuditSecret_AgreesWithTheLibrary()
    {
        await AgreeAsync("good", _bundle, AnchoredDatabase.Secret);
        await AgreeAsync("another secret", _bundle, "another-secret-of-at-least-32-bytes");
        await AgreeAsync("a hash in the middle", Encoding.UTF8.GetBytes(AlterFirstHash(Encoding.UTF8.GetString(_bundle))), AnchoredDatabase.Secret);
        await AgreeAsync("a ring", _bundle, $$"""[{"kid":"k9","secret":"{{AnchoredDatabase.Secret}}"}]""");
        await AgreeAsync("an HMAC", await BundleOfHmacAsync(), $$"""[{"kid":"k1","secret":"{{AnchoredDatabase.Secret}}","alg":"hmac-sha256"}]""");
    }

    [Fact]
    public async Task Verify_PersonalValues_AgreesWithTheLibrary()
    {
        string personal = Encoding.UTF8.GetString(_personal);
        string line = personal[(personal.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        string[] files =
        [
            personal, personal.Replace("ann@", "eve@", StringComparison.Ordinal), personal.Replace("/args", "/argt", StringComparison.Ordinal), personal.Replace("\"seq\":3", "\"seq\":4", StringComparison.Ordinal),
            personal + line, personal + line.Replace("\"seq\":3", "\"seq\":9", StringComparison.Ordinal), personal.Replace("run-", "ran-", StringComparison.Ordinal), line, "", personal.TrimEnd('\n'), "{}\n",
        ];
        foreach (string file in files)
            await AgreeAsync(file, _bundle, null, Encoding.UTF8.GetBytes(file));
    }

    [Fact]
    public async Task Verify_Keys_AgreesWithTheLibrary()
    {
        using NoteSigningKey stranger = NoteSigningKey.Generate(BundledRun.Key.Name), witness = NoteSigningKey.Generate("witness.example/w", NoteKeyType.CosignatureV1);
        await using (IAnchorSnapshot snapshot = await _run.Database.Anchors.OpenSnapshotAsync(default))
        {
            StoredCheckpoint stored = (await snapshot.ReadCheckpointAsync(null, default))!;
            SignedNote.TryParse(Encoding.UTF8.GetBytes(stored.Note), out SignedNote? note, out _).Should().BeTrue();
            await _run.Database.Anchors.ExtendNoteAsync(stored.Size, stored.Note, note!.WithSignatures(witness.Cosign(note.Text, DateTimeOffset.UnixEpoch.AddYears(57))).ToString(), default);
        }

        byte[] bundle = (await _run.BundleAsync()).Bundle;
        string text = Encoding.UTF8.GetString(bundle);
        int mark = text.IndexOf("witness.example/w ", StringComparison.Ordinal) + 40;
        byte[] broken = Encoding.UTF8.GetBytes($"{text[..mark]}{(text[mark] == 'A' ? 'B' : 'A')}{text[(mark + 1)..]}");

        foreach (NoteVerifierKey[] keys in new NoteVerifierKey[][] { [stranger.VerifierKey], [witness.VerifierKey], [BundledRun.Key, witness.VerifierKey], [stranger.VerifierKey, BundledRun.Key] })
        {
            await AgreeAsync("witnessed", bundle, keys: keys);
            await AgreeAsync("a witness's line broken", broken, keys: keys);
        }
    }

    [Fact]
    public async Task Verify_TextsThatAreCanonicalOrNot_AgreesWithTheLibrary()
    {
        string[] texts =
        [
            "1", "-0", "0", "1.0", "1e21", "1e+21", "123456789012345680000", "1e-7", "0.000001", "5e-324", "1.7976931348623157e+308", "1e400", "9007199254740993", "0.1", "1E2", "01", "NaN", "\\\"\\\\u0041\\\"", "\\\"\\\\/\\\"",
            "\\\"\\\\u001f\\\"", "\\\"\\\\u001F\\\"", "\\\"\\\\n\\\"", "\\\"\\\\u000a\\\"", "\\\"\u007f\u2028\\\"", "{\\\"\u20ac\\\":1,\\\"\ud83d\ude00\\\":1}", "{\\\"\ud83d\ude00\\\":1,\\\"\ufb33\\\":1}", "{\\\"\ufb33\\\":1,\\\"\ud83d\ude00\\\":1}", "[true,false,null,[]]", "[1, 2]", "[1,]", "",
        ];
        string bundle = Encoding.UTF8.GetString(_bundle);
        foreach (string text in texts)
            await AgreeAsync(text, Encoding.UTF8.GetBytes(bundle.Replace("\\\"data\\\":{}", $"\\\"data\\\":{{\\\"a\\\":{text}}}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(2, "the following arguments are required: --key", "{bundle}")]
    [InlineData(2, "--key: a key is `NAME+KEYID+BASE64`", "{bundle}", "--key", "hello")]
    [InlineData(2, "--secret names no environment variable that is set", "{bundle}", "--key", "{key}", "--secret", "NOT_SET")]
    [InlineData(1, "verify_bundle: No such file or directory", "{bundle}.gone", "--key", "{key}")]
    [InlineData(1, "verify_bundle: No such file or directory", "{bundle}", "--key", "{key}", "--personal", "{bundle}.gone")]
    public async Task Run_WrongUse_SaysSo(int exitCode, string error, params string[] arguments)
    {
        string file = await WriteAsync("bundle", _bundle);

        PythonAnswer answer = await PythonVerifier.RunAsync(null, [.. arguments.Select(argument => argument.Replace("{bundle}", file, StringComparison.Ordinal).Replace("{key}", BundledRun.Key.ToString(), StringComparison.Ordinal))]);

        (answer.ExitCode, answer.Output).Should().Be((exitCode, ""));
        answer.Error.Should().Contain(error);
    }

    private async Task AgreeAsync(string name, byte[] bundle, string? secret = null, byte[]? personal = null, params NoteVerifierKey[] keys)
    {
        AuditKeyRing? ring = secret is null ? null : AuditKeyRing.Parse(secret.StartsWith('[') ? null : secret, secret.StartsWith('[') ? secret : null);
        EvidenceReport report = await BundledRun.VerifyAsync(bundle, ring, personal, keys: keys);
        List<string> arguments = [await WriteAsync("bundle", bundle), "--json"];
        foreach (NoteVerifierKey key in keys.Length == 0 ? [BundledRun.Key] : keys)
            arguments.AddRange(["--key", key.ToString()]);
        if (secret is not null)
            arguments.AddRange(["--secret", PythonVerifier.SecretVariable]);
        if (personal is not null)
            arguments.AddRange(["--personal", await WriteAsync("personal", personal)]);

        PythonAnswer answer = await PythonVerifier.RunAsync(secret, [.. arguments]);

        answer.Error.Should().BeEmpty(name);
        answer.ExitCode.Should().Be(report.Ok ? 0 : 3, name);
        Normal(JsonNode.Parse(answer.Output)!).Should().Be(Normal(JsonOf(report)), name);
    }

    /// <summary>Returns a report without the words for what is malformed, which are each verifier's own.</summary>
    private static string Normal(JsonNode report)
    {
        foreach (JsonNode? finding in report["findings"]!.AsArray())
            finding!.AsObject().Remove("reason");
        return report.ToJsonString();
    }

    private static JsonNode JsonOf(EvidenceReport report)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
            report.WriteTo(writer);
        return JsonNode.Parse(json.ToArray())!;
    }

    private static string AlterFirstHash(string text)
    {
        int at = text.IndexOf("\"hash\":\"", StringComparison.Ordinal) + 8;
        return $"{text[..at]}{(text[at] == '0' ? '1' : '0')}{text[(at + 1)..]}";
    }

    /// <summary>Bundles a run whose hashes are HMACs.</summary>
    private static async Task<byte[]> BundleOfHmacAsync()
    {
        await using AnchoredDatabase database = new();
        AuditKeyRing ring = new(new AuditKey("k1", AnchoredDatabase.Secret, AuditKeyAlgorithm.HmacSha256));
        using ChainLedger ledger = new(database.Store, new ChainSealer(ring));
        for (int i = 0; i < 3; i++)
            await ledger.AppendAsync("hmac", LedgerEvent.Create("test.happened", """{"n":1}"""u8.ToArray()));
        using Anchorer anchorer = new(database.Anchors, ring, new AnchoringOptions { SigningKey = BundledRun.SigningKey });
        await anchorer.RunAsync();
        await using IEvidenceExport export = await new EvidenceBundler(database.Anchors, ring, [BundledRun.Key]).OpenAsync("hmac");
        using MemoryStream bundle = new();
        await export.WriteAsync(bundle);
        return bundle.ToArray();
    }

    private async Task<string> WriteAsync(string name, byte[] content)
    {
        string file = Path.Combine(_directory, name);
        await File.WriteAllBytesAsync(file, content);
        return file;
    }
}
