using System.Text;
using Enterprise.Governance.Anchoring.Tests.Forgery;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Anchors;

public sealed class AnchorerTests : IAsyncDisposable
{
    private readonly AnchoredDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Run_ChangedRuns_GetALeafEach_UnchangedOnesNone()
    {
        await _database.AppendAsync("run-1", 3);
        await _database.AppendAsync("run-2", 1);
        using Anchorer anchorer = _database.CreateAnchorer();

        AnchoringRound first = await anchorer.RunAsync(), second = await anchorer.RunAsync();
        await _database.AppendAsync("run-1", 4);
        AnchoringRound third = await anchorer.RunAsync();

        first.Should().BeEquivalentTo(new { IsBusy = false, Leaves = 2, Events = 4L, Size = 2L, RefusedCount = 0 });
        second.Should().BeEquivalentTo(new { Leaves = 0, Events = 0L, Size = 2L });
        third.Should().BeEquivalentTo(new { Leaves = 1, Events = 4L, Size = 3L });
        (await _database.VerifyAsync("run-1")).Should().BeEquivalentTo(new { Status = VerifyStatus.Intact, AnchoredSeq = 7L, Checked = 7L });
        (await _database.VerifyAsync("run-2"))!.AnchoredSeq.Should().Be(1);
        (await _database.VerifyLogAsync()).Should().Be(new LogReport(3, 3));
    }

    [Fact]
    public async Task Verify_EventsBehindTheLastLeaf_AreIntactAndNotAnchored()
    {
        await _database.AppendAsync("run", 3);
        LogHead retained = await _database.AnchorAsync();
        await _database.AppendAsync("run", 2);

        (await _database.VerifyAsync("run", retained)).Should().BeEquivalentTo(new { Status = VerifyStatus.Intact, Checked = 5L, AnchoredSeq = 3L });
    }

    [Fact]
    public async Task Run_EachBatch_HasACheckpointThatItsKeyVerifies_AndThatExtendsTheLast()
    {
        for (int i = 0; i < 7; i++)
            await _database.AppendAsync($"run-{i}", 1);
        RecordingSink sink = new();
        using Anchorer anchorer = _database.CreateAnchorer(static options => options.BatchSize = 3, sink);

        await anchorer.RunAsync();

        sink.Checkpoints.Select(static one => one.Size).Should().Equal(3, 6, 7);
        sink.Notes.Select(note => note.Verify(anchorer.VerifierKey).Holds).Should().Equal(true, true, true);
        sink.Checkpoints.Should().OnlyContain(static one => one.Origin == "example.com/log");
        await using IAnchorSnapshot snapshot = await _database.Anchors.OpenSnapshotAsync(default);
        MerkleProofBuilder plan = MerkleProofBuilder.Consistency(3, 7);
        IReadOnlyDictionary<MerkleNode, MerkleHash> nodes = await snapshot.ReadNodesAsync([.. plan.Nodes], default);
        MerkleProof.VerifyConsistency(3, 7, sink.Checkpoints[0].Root, sink.Checkpoints[2].Root, plan.Build(nodes).AsSpan()).Should().BeTrue();
    }

    [Fact]
    public async Task Run_RunThatDoesNotVerify_IsToldOfAndStopsNoOther()
    {
        foreach (string run in (string[])["a", "b", "c"])
            await _database.AppendAsync(run, 3);
        _database.Forge("UPDATE run_events SET canonical = replace(canonical, '\"n\":2', '\"n\":9') WHERE run_id = 'b' AND seq = 2");
        using Anchorer anchorer = _database.CreateAnchorer();

        AnchoringRound round = await anchorer.RunAsync();

        (round.Leaves, round.RefusedCount).Should().Be((2, 1));
        round.Refused.Should().ContainSingle().Which.Should().BeEquivalentTo(new { RunId = "b", Status = VerifyStatus.Tampered });
        (await _database.VerifyAsync("a"))!.AnchoredSeq.Should().Be(3);
        (await _database.VerifyAsync("b"))!.AnchoredSeq.Should().BeNull();
    }

    [Fact]
    public async Task Run_AnchoredPartReplaced_IsRefused_ThoughTheNewPartFollowsFromIt()
    {
        await _database.AppendAsync("run", 3);
        await _database.AnchorAsync();
        ForgedChain.Replace(_database, "run", 5);

        using Anchorer anchorer = _database.CreateAnchorer();
        AnchoringRound round = await anchorer.RunAsync();

        round.Refused.Should().ContainSingle().Which.Findings.Should().Contain(new VerifyFinding(3, VerifyFindingKind.AnchorMismatch));
    }

    [Fact]
    public async Task Run_TwoAnchorers_OneWorks_AndTheLogIsOne()
    {
        for (int i = 0; i < 30; i++)
            await _database.AppendAsync($"run-{i}", 1);
        using Anchorer one = _database.CreateAnchorer(static options => options.BatchSize = 1), other = _database.CreateAnchorer(static options => options.BatchSize = 1);

        AnchoringRound[] rounds = await Task.WhenAll(Task.Run(async () => await one.RunAsync()), Task.Run(async () => await other.RunAsync()));

        rounds.Sum(static round => round.Leaves).Should().Be(30);
        (await _database.VerifyLogAsync()).Should().Be(new LogReport(30, 30));
        (await _database.VerifyAllAsync()).Values.Should().OnlyContain(static report => report.Ok && report.AnchoredSeq == 1);
    }

    [Fact]
    public async Task Run_LogThatIsNotAsItWasLeft_IsNotGoneOnWith()
    {
        await _database.AppendAsync("run-1", 1);
        await _database.AnchorAsync();
        await _database.AppendAsync("run-2", 1);
        using NoteSigningKey stranger = NoteSigningKey.Generate("example.com/log");
        await using IAnchorSnapshot snapshot = await _database.Anchors.OpenSnapshotAsync(default);
        string note = (await snapshot.ReadCheckpointAsync(null, default))!.Note;
        string forged = SignedNote.Sign(note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)], stranger).ToString();

        await ShouldRefuseAsync($"UPDATE anchor_checkpoints SET note = '{forged}'", "its last checkpoint is signed by none of the known keys");
        await ShouldRefuseAsync("UPDATE anchor_checkpoints SET note = 'x'", "its last checkpoint is none");
        await ShouldRefuseAsync($"UPDATE anchor_checkpoints SET note = '{note}'; UPDATE anchor_nodes SET hash = zeroblob(32)", "its root is not that of its last checkpoint");
        await ShouldRefuseAsync("DELETE FROM anchor_nodes", "nodes of the tree are missing");
        await ShouldRefuseAsync("DELETE FROM anchor_checkpoints; INSERT INTO anchor_nodes (level, node_index, hash) VALUES (0, 0, zeroblob(32))", "it has leaves and no checkpoint");

        async Task ShouldRefuseAsync(string sql, string problem)
        {
            _database.Forge(sql);
            using Anchorer anchorer = _database.CreateAnchorer();
            (await anchorer.Awaiting(static one => one.RunAsync().AsTask()).Should().ThrowAsync<GovernanceException>()).Which
                .Should().BeEquivalentTo(new { Code = "log_fork" }).And.Match<GovernanceException>(e => e.Message.Contains(problem));
        }
    }

    [Fact]
    public async Task Run_NewKey_GoesOnFromACheckpointOfThePreviousOne()
    {
        await _database.AppendAsync("run-1", 1);
        await _database.AnchorAsync();
        await _database.AppendAsync("run-1", 1);
        using NoteSigningKey next = NoteSigningKey.Generate("example.com/log");

        using (Anchorer unaware = _database.CreateAnchorer(options => options.SigningKey = next.Export()))
            (await unaware.Awaiting(static one => one.RunAsync().AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("log_fork");
        using Anchorer aware = _database.CreateAnchorer(options =>
        {
            options.SigningKey = next.Export();
            options.PreviousKeys.Add(_database.Key.ToString());
        });
        (await aware.RunAsync()).Size.Should().Be(2);
    }

    [Fact]
    public async Task Run_DatabaseThatWasSetBack_IsRefusedByTheProcessThatSawMore()
    {
        await _database.AppendAsync("run-1", 1);
        await _database.AnchorAsync();
        string copy = await _database.CopyAsync();
        await _database.AppendAsync("run-1", 1);
        AnchoredDatabase database = _database;
        MovingStore store = new(() => database.Anchors);
        using Anchorer anchorer = new(store, AnchoredDatabase.Ring, new AnchoringOptions { SigningKey = _database.Key.Export() });
        (await anchorer.RunAsync()).Size.Should().Be(2);

        await _database.RestoreAsync(copy);

        (await anchorer.Awaiting(static one => one.RunAsync().AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("log_rollback");
    }

    [Fact]
    public void Options_ThatAreNotValid_AreListed()
    {
        AnchoringOptions options = new() { SigningKey = "secret", Interval = TimeSpan.Zero, BatchSize = 0, MaxPendingEvents = -1, PollInterval = TimeSpan.Zero, LeaseLifetime = TimeSpan.Zero };
        options.PreviousKeys.Add("x");

        FluentActions.Invoking(() => new Anchorer(_database.Anchors, AnchoredDatabase.Ring, options)).Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>().Which.Failures.Should().Equal(
            "SigningKey is not `PRIVATE+KEY+NAME+KEYID+BASE64`",
            "PreviousKeys: `x` is not `NAME+KEYID+BASE64`",
            "Interval: 00:00:00 is not between 00:00:01 and 1.00:00:00",
            "PollInterval: 00:00:00 is not between 00:00:00.1000000 and 1.00:00:00",
            "LeaseLifetime: 00:00:00 is not between 00:00:01 and 01:00:00",
            "MaxPendingEvents: -1 is negative",
            "BatchSize: 0 is not between 1 and 100000");
    }

    [Fact]
    public async Task Sinks_GetEveryCheckpoint_AgainAfterAFailure_AndLinesOfWitnessesAreKept()
    {
        using NoteSigningKey witness = NoteSigningKey.Generate("witness.example", NoteKeyType.CosignatureV1);
        string file = Path.Combine(_database.Folder, "out", "latest"), dated = Path.Combine(_database.Folder, "dated");
        RecordingSink flaky = new() { Failures = 1, Witness = witness };
        using Anchorer anchorer = _database.CreateAnchorer(new FileCheckpointSink(file), flaky, new DirectoryCheckpointSink(dated, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero))));
        await _database.AppendAsync("run", 1);

        await anchorer.RunAsync();
        flaky.Notes.Should().BeEmpty();
        File.Exists(file).Should().BeTrue("the other sinks get it all the same");
        await anchorer.RunAsync();

        flaky.Checkpoints.Should().ContainSingle().Which.Size.Should().Be(1);
        File.Exists(Path.Combine(dated, "2026", "11", "23", "00000000000000000001.checkpoint")).Should().BeTrue();
        await using IAnchorSnapshot snapshot = await _database.Anchors.OpenSnapshotAsync(default);
        StoredCheckpoint stored = (await snapshot.ReadCheckpointAsync(null, default))!;
        stored.PublishedAt.Should().NotBeNull();
        SignedNote.TryParse(Encoding.UTF8.GetBytes(stored.Note), out SignedNote? note, out _).Should().BeTrue();
        note!.Verify(_database.Key.VerifierKey, witness.VerifierKey).Verified.Should().Equal(_database.Key.VerifierKey, witness.VerifierKey);
    }

    [Fact]
    public async Task Run_WithoutSinks_LeavesTheCheckpointToThoseOfAnotherProcess()
    {
        await _database.AppendAsync("run", 1);
        await _database.AnchorAsync();
        RecordingSink sink = new();
        using Anchorer other = _database.CreateAnchorer(sink);

        await other.RunAsync();

        sink.Checkpoints.Should().ContainSingle().Which.Size.Should().Be(1);
    }
}
