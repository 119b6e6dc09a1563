using System.Security.Cryptography;
using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Cli.Tests;

public sealed class BundleTests : IDisposable
{
    private static readonly AuditKeyRing Ring = new(new AuditKey("k0", Tool.Secret));

    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new();
    private readonly NoteSigningKey _key = NoteSigningKey.Generate("example.com/log");

    private string Database => _directory.File("audit.db");

    private string Bundle => _directory.File("run.jsonl");

    private string Key => _key.VerifierKey.ToString();

    public void Dispose()
    {
        _key.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Bundle_RunOfAgents_HasItsPolicySet_AndHoldsWithoutTheDatabase()
    {
        string runId;
        await using (AgentHost host = await AgentHost.StartAsync(Database, TimeProvider.System))
            (runId, _) = await host.AskAsync();
        await AnchorAsync();

        ToolResult bundle = await _tool.RunAsync("bundle", runId, "--to", Bundle, "--key", Key, "--connection", Database);
        File.Delete(Database);
        ToolResult verified = await new Tool { Environment = [] }.RunAsync("verify-bundle", Bundle, "--key", Key);

        string sha256 = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Bundle)));
        bundle.Should().BeEquivalentTo(new ToolResult(0, [], $"governance: 3 events, 1 policy set; sha256 {sha256}\n"));
        verified.Code.Should().Be(0, verified.Error);
        verified.Output.Should().Be($"""
            holds  {runId}  3 events
              checkpoint of example.com/log, size 1, signed by {string.Join('+', Key.Split('+')[..2])}
              1 policy set
              chained hashes not checked: that needs the audit secret (--secret-file)

            """);
    }

    [Fact]
    public async Task Bundle_ToStandardOutput_IsTheSameBytes()
    {
        await WriteAsync("run", 3);

        ToolResult first = await RunAsync("run"), second = await RunAsync("run", "--to", Bundle);

        first.Code.Should().Be(0, first.Error);
        first.Bytes.Should().Equal(await File.ReadAllBytesAsync(Bundle));
        second.Output.Should().BeEmpty();
        (await _tool.RunAsync(first.Bytes, "verify-bundle", "-", "--key", Key)).Code.Should().Be(0);
    }

    [Fact]
    public async Task Bundle_EventsBehindTheCheckpoint_AreCounted()
    {
        await WriteAsync("run", 3);
        await LedgerFile.AppendAsync(Database, Ring, "run", 2);

        ToolResult result = await RunAsync("run");

        result.Code.Should().Be(0);
        result.Error.Should().StartWith("governance: 3 events, 0 policy sets; sha256 ").And.EndWith("\ngovernance: not in the bundle, since in no checkpoint yet: 2 later events\n");
    }

    [Fact]
    public async Task Bundle_PersonalValues_AreInAFileOfTheirOwn_ForItsOwnerOnly()
    {
        await using (GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = Database, Features = SqliteFeatures.All }))
        {
            using ChainLedger ledger = new(new SqliteLedgerStore(database), new ChainSealer(Ring));
            await ledger.AppendAsync("run", LedgerEvent.Create("mail.sent", """{"to":"ann@example.com"}"""u8.ToArray()).WithPersonal("/to"));
        }

        await AnchorAsync();
        string values = _directory.File("values.jsonl");

        ToolResult result = await RunAsync("run", "--to", Bundle, "--personal", values);

        result.Error.Should().Contain(", 1 personal value in a file of their own; ");
        (await File.ReadAllTextAsync(Bundle)).Should().NotContain("ann@");
        (await File.ReadAllTextAsync(values)).Should().Contain("ann@");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(values).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ToolResult verified = await _tool.RunAsync("verify-bundle", Bundle, "--key", Key, "--personal", values, "--secret-file", _directory.Write("secret", Tool.Secret), "--json");
        verified.Code.Should().Be(0, verified.Error);
        JsonElement report = JsonElement.Parse(verified.Output);
        (report.GetProperty("personal_values").GetInt64(), report.GetProperty("chain_checked").GetBoolean()).Should().Be((1, true));
        await File.WriteAllTextAsync(values, (await File.ReadAllTextAsync(values)).Replace("ann@", "eve@", StringComparison.Ordinal));
        (await _tool.RunAsync("verify-bundle", Bundle, "--key", Key, "--personal", values)).Lines[1].Should().Be("  personal values, line 2  commitment_mismatch");
    }

    [Fact]
    public async Task Bundle_RunThatDoesNotVerify_ExitsWith3_AndLeavesTheFileAsItWas()
    {
        await WriteAsync("run", 3);
        await File.WriteAllTextAsync(Bundle, "the one of yesterday");
        LedgerFile.Forge(Database, "run", 2);

        ToolResult result = await RunAsync("run", "--to", Bundle);

        result.Should().BeEquivalentTo(new ToolResult(3, [], "governance: run `run` does not verify (hash_mismatch, anchor_mismatch); there is no bundle of it\n"));
        (await File.ReadAllTextAsync(Bundle)).Should().Be("the one of yesterday");
        Directory.EnumerateFiles(_directory.Path, ".*").Should().BeEmpty("nothing half-written is left");
    }

    [Fact]
    public async Task Bundle_WhereItCannotBeWritten_ExitsWith1()
    {
        await WriteAsync("run", 3);

        (await RunAsync("run", "--to", _directory.File("no/such/place"))).Code.Should().Be(1);
        (await RunAsync("run", "--to", _directory.Path)).Should().BeEquivalentTo(new ToolResult(2, [], $"governance: `{_directory.Path}` is a directory; name a file\n"));
    }

    [Fact]
    public async Task Bundle_WhatThereIsNone_SaysWhy()
    {
        await WriteAsync("run", 3);
        await LedgerFile.AppendAsync(Database, Ring, "fresh", 1);
        using NoteSigningKey stranger = NoteSigningKey.Generate("example.com/log");

        (await RunAsync("nobody")).Should().BeEquivalentTo(new ToolResult(4, [], "governance: there is no run `nobody`\n"));
        (await RunAsync("fresh")).Should().BeEquivalentTo(new ToolResult(2, [], "governance: run `fresh` is in no checkpoint yet; a bundle needs one\n"));
        (await _tool.RunAsync("bundle", "run", "--key", stranger.VerifierKey.ToString(), "--connection", Database)).Should().BeEquivalentTo(new ToolResult(
            2, [], "governance: the checkpoints that have run `run` are signed by none of the given verifier keys; give the public key of the log, `NAME+KEYID+BASE64`\n"));
        (await RunAsync("a\tb")).Code.Should().Be(2);
    }

    [Fact]
    public async Task Keys_MissingWrongOrPrivate_AreRefusedWithoutRepeatingThem()
    {
        await WriteAsync("run", 3);
        await RunAsync("run", "--to", Bundle);

        (await _tool.RunAsync("bundle", "run", "--connection", Database)).Error.Should().Be("governance: no key of the log is given; use --key NAME+KEYID+BASE64, or set GOVERNANCE_SIGNING_KEY\n");
        (await _tool.RunAsync("verify-bundle", Bundle)).Error.Should().Be("governance: no key is trusted; use --key NAME+KEYID+BASE64 with the public key of the log\n");
        ToolResult wrong = await _tool.RunAsync("verify-bundle", Bundle, "--key", _key.Export());
        (wrong.Code, wrong.Error.Contains(_key.Export(), StringComparison.Ordinal)).Should().Be((2, false));
        wrong.Error.Should().Contain("--key has something that is no public key of notes");
        (await new Tool { Environment = new() { ["AUDIT_SECRET"] = Tool.Secret, ["GOVERNANCE_SIGNING_KEY"] = _key.Export() } }.RunAsync("bundle", "run", "--connection", Database)).Code.Should().Be(0);
        (await RunAsync("run", "--to", Bundle, "--personal", Bundle)).Error.Should().Be("governance: --to and --personal name the same file\n");
    }

    [Fact]
    public async Task VerifyBundle_Forged_ExitsWith3_AndShowsLinesAndKinds()
    {
        await WriteAsync("run", 3);
        await RunAsync("run", "--to", Bundle);
        await File.WriteAllTextAsync(Bundle, (await File.ReadAllTextAsync(Bundle)).Replace("""\"n\":2""", """\"n\":9""", StringComparison.Ordinal));

        ToolResult text = await _tool.RunAsync("verify-bundle", Bundle, "--key", Key);
        ToolResult json = await _tool.RunAsync("verify-bundle", Bundle, "--key", Key, "--json");

        text.Code.Should().Be(3);
        text.Lines[..2].Should().Equal("does not hold  run  3 events, 1 finding", "  line 5  content_mismatch");
        json.Code.Should().Be(3);
        json.Output.Should().Contain(""""findings":[{"file":"bundle","line":5,"kind":"content_mismatch"}],"finding_count":1}"""");
    }

    [Fact]
    public async Task VerifyBundle_NoBundle_IsAFinding_AndNoFileAnError()
    {
        ToolResult other = await _tool.RunAsync("verify-bundle", _directory.Write("other", "hello"), "--key", Key);

        (other.Code, other.Output).Should().Be((3, "does not hold  no run  0 events, 1 finding\n  line 1  malformed: the file ends within a line\n  chained hashes not checked: that needs the audit secret (--secret-file)\n"));
        (await _tool.RunAsync("verify-bundle", _directory.File("none"), "--key", Key)).Code.Should().Be(2);
    }

    private Task<ToolResult> RunAsync(string runId, params string[] more) => _tool.RunAsync(["bundle", runId, "--key", Key, "--connection", Database, .. more]);

    private async Task WriteAsync(string runId, int events)
    {
        await LedgerFile.AppendAsync(Database, Ring, runId, events);
        await AnchorAsync();
    }

    private async Task AnchorAsync()
    {
        await using GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = Database, Features = SqliteFeatures.All });
        using Anchorer anchorer = new(new SqliteAnchorStore(database), Ring, new AnchoringOptions { SigningKey = _key.Export() });
        (await anchorer.RunAsync()).Leaves.Should().BePositive();
    }
}
