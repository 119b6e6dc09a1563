using System.Text;
using System.Text.Json;
using Enterprise.Governance.Anchoring.Tests.Anchors;
using Enterprise.Governance.Anchoring.Tests.Bundles;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Forgery;

/// <summary>
/// What is found of each manipulation, without and with a checkpoint that somebody kept; the table of <c>docs/design/threat-model.md</c>. "rewritten" means that the log was made anew to fit, by
/// somebody who has the database but not the key that signs checkpoints.
/// </summary>
public sealed class ForgeryMatrixTests : IAsyncDisposable
{
    private const string EmptyLog = "DELETE FROM anchor_leaves; DELETE FROM anchor_nodes; DELETE FROM anchor_runs; DELETE FROM anchor_checkpoints; UPDATE anchor_log SET size = 0;";

    private readonly AnchoredDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("edit", "tampered", "tampered")]
    [InlineData("insert", "tampered", "tampered")]
    [InlineData("delete", "tampered", "tampered")]
    [InlineData("swap", "tampered", "tampered")]
    [InlineData("cut", "truncated", "truncated")]
    [InlineData("cut, rewritten", "intact", "tampered")]
    [InlineData("removed", "missing", "missing")]
    [InlineData("removed, rewritten", "gone", "log_rollback")]
    [InlineData("replaced", "tampered", "tampered")]
    [InlineData("replaced, rewritten", "intact", "tampered")]
    [InlineData("set back", "intact", "tampered")]
    [InlineData("forked", "intact", "tampered")]
    [InlineData("leaf removed", "tampered", "tampered")]
    [InlineData("leaf altered", "tampered", "tampered")]
    public async Task Manipulation_IsFoundAsTheTableSays(string manipulation, string without, string with)
    {
        await _database.AppendAsync("other", 3);
        await _database.AppendAsync("run", 2);
        await _database.AnchorAsync();
        string early = await _database.CopyAsync();
        await _database.AppendAsync("run", 3);
        LogHead retained = await _database.AnchorAsync();
        (await FindAsync(retained)).Should().Be("intact", "nobody has done anything yet");

        await ManipulateAsync(manipulation, early);

        (await FindAsync(null)).Should().Be(without, "without a checkpoint");
        (await FindAsync(retained)).Should().Be(with, "with one");
    }

    [Fact]
    public async Task Verify_OneRun_WithARetainedCheckpoint_ProvesItsLeaves()
    {
        await _database.AppendAsync("run", 5);
        await _database.AppendAsync("other", 3);
        LogHead retained = await _database.AnchorAsync();
        (await _database.VerifyAsync("run", retained))!.Ok.Should().BeTrue();

        ForgedChain.Replace(_database, "run", 5);
        await RewriteLogAsync();

        (await _database.VerifyAsync("run"))!.Ok.Should().BeTrue("chain and log fit each other");
        VerifyReport report = (await _database.VerifyAsync("run", retained))!;
        report.Status.Should().Be(VerifyStatus.Tampered);
        report.Findings.Should().Equal(new VerifyFinding(5, VerifyFindingKind.LogFork));
    }

    [Fact]
    public async Task Verify_LeafThatCommitsToOtherContent_IsAMismatch()
    {
        await _database.AppendAsync("run", 5);
        await _database.AnchorAsync();
        _database.Forge("UPDATE anchor_leaves SET content_root = zeroblob(32);");

        VerifyReport report = (await _database.VerifyAsync("run"))!;

        (report.Status, report.AnchoredSeq).Should().Be((VerifyStatus.Tampered, null));
        report.Findings.Should().Equal(new VerifyFinding(5, VerifyFindingKind.AnchorMismatch));
    }

    [Theory]
    [InlineData("nothing", "archived", "archived", "archived")]
    [InlineData("rows put back", "tampered", "tampered", "tampered")]
    [InlineData("some rows put back", "truncated", "truncated", "truncated")]
    [InlineData("a value put back", "tampered", "tampered", "tampered")]
    [InlineData("bundle of the tombstone altered", "tampered", "tampered", "tampered")]
    [InlineData("tombstone removed", "missing", "missing", "tampered")]
    [InlineData("checkpoint of the tombstone removed", "tampered", "tampered", "tampered")]
    public async Task ManipulationOfAnArchivedRun_IsFoundAsTheTableSays(string manipulation, string without, string withOlder, string withNewest)
    {
        await _database.AppendAsync("run", 5);
        LogHead older = await _database.AnchorAsync();
        _database.Forge("CREATE TABLE copied AS SELECT * FROM run_events; CREATE TABLE copied_heads AS SELECT * FROM run_heads;");
        await ArchiveAsync();
        LogHead newest = await _database.ReadHeadAsync();

        _database.Forge(manipulation switch
        {
            "rows put back" => "INSERT INTO run_events SELECT * FROM copied; INSERT INTO run_heads SELECT * FROM copied_heads;",
            "some rows put back" => "INSERT INTO run_events SELECT * FROM copied WHERE seq < 3; INSERT INTO run_heads SELECT run_id, 2, hash, 1 FROM copied WHERE seq = 2;",
            "a value put back" => "INSERT INTO run_event_values VALUES ('run', 1, '/n', '1', zeroblob(32));",
            "bundle of the tombstone altered" => $"UPDATE anchor_leaves SET bundle_sha256 = '{new string('a', 64)}' WHERE leaf_index = 1;",
            "tombstone removed" => "DELETE FROM anchor_leaves WHERE leaf_index = 1; DELETE FROM anchor_nodes WHERE level = 1 OR node_index = 1; DELETE FROM anchor_checkpoints WHERE size = 2; UPDATE anchor_log SET size = 1;",
            "checkpoint of the tombstone removed" => "DELETE FROM anchor_checkpoints WHERE size = 2;",
            _ => "",
        });

        (await FindAsync(null)).Should().Be(without, "without a checkpoint");
        (await FindAsync(older)).Should().Be(withOlder, "with one from before");
        (await FindAsync(newest)).Should().Be(withNewest, "with one that has the tombstone");
    }

    [Fact]
    public async Task Verify_RunWhoseRowsWereRemovedWithoutATombstone_IsMissing()
    {
        await _database.AppendAsync("run", 5);
        LogHead retained = await _database.AnchorAsync();
        _database.Forge("DELETE FROM run_events; DELETE FROM run_heads;");

        (await _database.VerifyAsync("run"))!.Should().BeEquivalentTo(new { Status = VerifyStatus.Missing, BundleSha256 = (string?)null });
        (await _database.VerifyAsync("run", retained))!.Status.Should().Be(VerifyStatus.Missing);
    }

    [Fact]
    public async Task Verify_TombstoneThatNoCheckpointStates_IsAFork_AlsoOfOneRun()
    {
        await _database.AppendAsync("run", 5);
        await ArchiveAsync();
        _database.Forge("DELETE FROM anchor_checkpoints WHERE size = 2;");

        (await _database.VerifyAsync("run"))!.Findings.Should().Equal(new VerifyFinding(5, VerifyFindingKind.LogFork));
        (await _database.VerifyLogAsync())!.Finding.Should().Be(VerifyFindingKind.LogFork);
    }

    [Fact]
    public async Task Tombstone_ForgedByWhoeverHasTheDatabase_IsRefusedByTheAnchorer_AndByACheckpointThatWasKeptAfterwards()
    {
        await _database.AppendAsync("run", 5);
        await _database.AppendAsync("other", 1);
        LogHead older = await _database.AnchorAsync();
        string before = await _database.CopyAsync();
        using NoteSigningKey stranger = NoteSigningKey.Generate("example.com/log");
        await ArchiveAsync(stranger, _database.Key.VerifierKey.ToString());

        (await FindAsync(null)).Should().Be("archived", "the checkpoint is one, only not the log's");
        (await FindAsync(older)).Should().Be("archived", "the log still begins with what was kept");
        await this.Awaiting(_ => _database.AnchorAsync()).Should().ThrowAsync<GovernanceException>().Where(static e => e.Code == "log_fork", "the log's key has not signed it");
        await _database.RestoreAsync(before);
        await _database.AppendAsync("other", 1);
        LogHead newer = await _database.AnchorAsync();
        await _database.RestoreAsync(before);
        await ArchiveAsync(stranger, _database.Key.VerifierKey.ToString());
        (await FindAsync(newer)).Should().Be("tampered", "at that size the log has another root");
    }

    [Theory]
    [InlineData("text altered", "content_mismatch")]
    [InlineData("event removed", "seq_mismatch, event_count_mismatch, content_mismatch")]
    [InlineData("event twice", "seq_mismatch, event_count_mismatch, content_mismatch")]
    [InlineData("events swapped", "seq_mismatch, content_mismatch")]
    [InlineData("run renamed in the header", "wrong_run, inclusion_mismatch")]
    [InlineData("run renamed everywhere", "content_mismatch, inclusion_mismatch")]
    [InlineData("checkpoint of another log", "inclusion_mismatch, untrusted_signature")]
    public async Task ForgedBundle_IsFound_WithNothingButTheKeyOfTheLog(string forgery, string kinds)
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        byte[] bundle = (await run.BundleAsync()).Bundle;
        (await BundledRun.VerifyAsync(bundle)).Ok.Should().BeTrue("nobody has done anything yet");

        EvidenceReport report = await BundledRun.VerifyAsync(BundleForgery.Find(forgery).Forge(bundle));

        string.Join(", ", report.Findings.Select(static finding => JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Kind.ToString())).Distinct(StringComparer.Ordinal)).Should().Be(kinds);
    }

    [Fact]
    public async Task ForgedBundle_WhereTheLeafCommitsToNothing_IsFoundWithTheAuditSecret_OrCounted()
    {
        await using BundledRun run = await BundledRun.CreateAsync();
        string bundle = Encoding.UTF8.GetString((await run.BundleAsync()).Bundle);
        int hash = bundle.IndexOf("\"hash\":\"", StringComparison.Ordinal) + 8;
        byte[] otherHash = Encoding.UTF8.GetBytes($"{bundle[..hash]}{(bundle[hash] == '0' ? '1' : '0')}{bundle[(hash + 1)..]}");
        byte[] noDocument = Encoding.UTF8.GetBytes(bundle.Replace($"\"{BundledRun.Document.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", "null", StringComparison.Ordinal));

        (await BundledRun.VerifyAsync(otherHash)).Ok.Should().BeTrue("the leaf has the last hash only");
        (await BundledRun.VerifyAsync(otherHash, AnchoredDatabase.Ring)).Findings.Should().OnlyContain(static finding => finding.Kind == EvidenceFindingKind.HashMismatch).And.NotBeEmpty();
        (await BundledRun.VerifyAsync(noDocument)).Should().BeEquivalentTo(new { Ok = true, PolicySets = 2, MissingPolicySets = 2 });
    }

    [Fact]
    public async Task OldKeyLeaked_ForgesBundlesForWhoeverStillTrustsIt_AndIsFoundByARetainedCheckpointOnly()
    {
        using NoteSigningKey leaked = NoteSigningKey.Generate("example.com/log"), current = NoteSigningKey.Generate("example.com/log");
        await _database.AppendAsync("run", 5);
        await AnchorAsync(leaked);
        await _database.AppendAsync("run", 1);
        await AnchorAsync(current, leaked.VerifierKey.ToString());
        LogHead retained = await _database.ReadHeadAsync();

        // Who has database, audit secret and the old key makes chain and log anew.
        ForgedChain.Replace(_database, "run", 6);
        _database.Forge(EmptyLog);
        await AnchorAsync(leaked);
        byte[] forged = await BundleAsync(leaked.VerifierKey);

        (await BundledRun.VerifyAsync(forged, keys: leaked.VerifierKey)).Ok.Should().BeTrue("the key that is trusted has signed it");
        (await BundledRun.VerifyAsync(forged, AnchoredDatabase.Ring, keys: leaked.VerifierKey)).Ok.Should().BeTrue("the audit secret leaked too");
        (await BundledRun.VerifyAsync(forged, keys: current.VerifierKey)).Findings.Should().ContainSingle().Which.Kind.Should().Be(EvidenceFindingKind.UntrustedSignature, "a key that leaked is not to be trusted any more");
        (await FindAsync(null)).Should().Be("intact", "chain and log fit each other");
        (await FindAsync(retained)).Should().Be("tampered", "somebody kept a checkpoint of the log as it was");
        await this.Awaiting(_ => AnchorAsync(current)).Should().ThrowAsync<GovernanceException>().Where(static e => e.Code == "log_fork", "the anchorer takes nothing over from a key that is no longer known");
    }

    private async Task AnchorAsync(NoteSigningKey key, params string[] previous)
    {
        using Anchorer anchorer = _database.CreateAnchorer(options =>
        {
            options.SigningKey = key.Export();
            foreach (string one in previous)
                options.PreviousKeys.Add(one);
        });
        await anchorer.RunAsync();
    }

    private async Task<byte[]> BundleAsync(NoteVerifierKey key)
    {
        await using IEvidenceExport export = await new EvidenceBundler(_database.Anchors, AnchoredDatabase.Ring, [key]).OpenAsync("run");
        using MemoryStream bundle = new();
        await export.WriteAsync(bundle);
        return bundle.ToArray();
    }

    /// <summary>Archives the run as the library does, anchored by the log's key or a stranger's.</summary>
    private async Task ArchiveAsync(NoteSigningKey? key = null, params string[] previous)
    {
        if (key is null)
            await _database.AnchorAsync();
        AnchoringOptions options = new() { SigningKey = (key ?? _database.Key).Export() };
        foreach (string one in previous)
            options.PreviousKeys.Add(one);
        using RunArchiver archiver = new(_database.Anchors, AnchoredDatabase.Ring, options);
        (await archiver.ArchiveAsync(new ArchiveRequest { Before = DateTimeOffset.MaxValue, RunId = "run", Directory = _database.Folder }).SingleAsync()).Outcome.Should().Be(ArchiveOutcome.Archived);
    }

    private async Task ManipulateAsync(string manipulation, string early)
    {
        const string Remove = "DELETE FROM run_events WHERE run_id = 'run'; DELETE FROM run_heads WHERE run_id = 'run';";
        const string Cut = "DELETE FROM run_events WHERE run_id = 'run' AND seq > 1; UPDATE run_heads SET seq = 1, hash = (SELECT hash FROM run_events WHERE run_id = 'run' AND seq = 1) WHERE run_id = 'run';";
        switch (manipulation)
        {
            case "edit":
                _database.Forge("UPDATE run_events SET canonical = replace(canonical, '\"n\":3', '\"n\":9') WHERE run_id = 'run' AND seq = 3;");
                break;
            case "insert":
                _database.Forge("INSERT INTO run_events SELECT run_id, 6, ts, type, replace(canonical, '\"seq\":5', '\"seq\":6'), hash, hash, kid, alg FROM run_events WHERE run_id = 'run' AND seq = 5; UPDATE run_heads SET seq = 6 WHERE run_id = 'run';");
                break;
            case "delete":
                _database.Forge("DELETE FROM run_events WHERE run_id = 'run' AND seq = 3;");
                break;
            case "swap":
                _database.Forge("UPDATE run_events SET seq = 99 WHERE run_id = 'run' AND seq = 2; UPDATE run_events SET seq = 2 WHERE run_id = 'run' AND seq = 3; UPDATE run_events SET seq = 3 WHERE run_id = 'run' AND seq = 99;");
                break;
            case "cut":
                _database.Forge(Cut);
                break;
            case "cut, rewritten":
                _database.Forge(Cut);
                await RewriteLogAsync();
                break;
            case "removed":
                _database.Forge(Remove);
                break;
            case "removed, rewritten":
                _database.Forge(Remove);
                await RewriteLogAsync();
                break;
            case "replaced":
                ForgedChain.Replace(_database, "run", 5);
                break;
            case "replaced, rewritten":
                ForgedChain.Replace(_database, "run", 5);
                await RewriteLogAsync();
                break;
            case "set back":
                await _database.RestoreAsync(early);
                break;
            case "forked":
                await _database.RestoreAsync(early);
                await _database.AppendAsync("run", 4);
                await _database.AnchorAsync();
                break;
            case "leaf removed":
                _database.Forge("DELETE FROM anchor_leaves WHERE leaf_index = 1;");
                break;
            case "leaf altered":
                _database.Forge("UPDATE anchor_leaves SET content_root = zeroblob(32) WHERE leaf_index = 1;");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(manipulation), manipulation, null);
        }
    }

    /// <summary>Makes the log anew from the chains as they are, with another key: the log's own is not in the database.</summary>
    private async Task RewriteLogAsync()
    {
        _database.Forge(EmptyLog);
        using NoteSigningKey stranger = NoteSigningKey.Generate("example.com/log");
        using Anchorer anchorer = _database.CreateAnchorer(options => options.SigningKey = stranger.Export());
        await anchorer.RunAsync();
    }

    /// <summary>Says what verification of everything says of the run; of a run that is gone, what it says of the log.</summary>
    private async Task<string> FindAsync(LogHead? retained)
    {
        Dictionary<string, VerifyReport> reports = await _database.VerifyAllAsync(retained);
        LogReport log = (await _database.VerifyLogAsync(retained))!;
        if (reports.TryGetValue("run", out VerifyReport? report))
            return report.Status.ToString().ToLowerInvariant();
        return log.Finding is null ? "gone" : log.Finding == VerifyFindingKind.LogFork ? "log_fork" : "log_rollback";
    }
}
