using System.Security.Cryptography;
using Enterprise.Governance.Anchoring.Tests.Anchors;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Anchoring.Tests.Archives;

public sealed partial class RunArchiverTests : IAsyncDisposable
{
    private static readonly DateTimeOffset s_always = DateTimeOffset.MaxValue;

    private readonly AnchoredDatabase _database = new();

    private string Archive => Path.Combine(_database.Folder, "archive");

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Archive_RunsThatAreAnchored_BecomeBundlesThatHold_AndVerifyAsArchived()
    {
        await _database.AppendAsync("run-1", 5);
        await _database.AppendAsync("run-2", 2);
        LogHead retained = await _database.AnchorAsync();

        ArchiveResult[] results = await ArchiveAsync();

        results.Select(static result => (result.RunId, result.Outcome, result.Events)).Should().Equal(("run-1", ArchiveOutcome.Archived, 5), ("run-2", ArchiveOutcome.Archived, 2));
        foreach (ArchiveResult result in results)
        {
            byte[] bundle = await File.ReadAllBytesAsync(result.File!);
            Convert.ToHexStringLower(SHA256.HashData(bundle)).Should().Be(result.BundleSha256).And.Be(Path.GetFileNameWithoutExtension(result.File));
            (await VerifyBundleAsync(bundle)).Should().BeEquivalentTo(new { Ok = true, result.RunId, result.Events });
            foreach (LogHead? kept in (LogHead?[])[null, retained, await _database.ReadHeadAsync()])
                (await _database.VerifyAsync(result.RunId, kept))!.Should().BeEquivalentTo(new { Status = VerifyStatus.Archived, Ok = true, result.BundleSha256, AnchoredSeq = result.Events });
        }

        Directory.EnumerateFiles(Archive).Should().HaveCount(2, "nothing half-written is left");
        (await _database.VerifyLogAsync(retained))!.Should().BeEquivalentTo(new { Ok = true, Size = 4L, Checkpoint = 4L });
        (await _database.VerifyAllAsync(retained)).Values.Should().OnlyContain(static report => report.Status == VerifyStatus.Archived);
        using Anchorer anchorer = _database.CreateAnchorer();
        (await anchorer.RunAsync()).Should().BeEquivalentTo(new { Leaves = 0, RefusedCount = 0 }, "there is nothing to anchor, and the log goes on from what was signed here");
    }

    [Fact]
    public async Task Archive_ThenExport_SaysWhichBundleTookTheRunsPlace()
    {
        await _database.AppendAsync("run", 2);
        await _database.AnchorAsync();
        ArchiveResult result = (await ArchiveAsync()).Single();
        EvidenceBundler bundler = new(_database.Anchors, AnchoredDatabase.Ring, [_database.Key.VerifierKey]);

        EvidenceException refusal = (await bundler.Awaiting(static b => b.OpenAsync("run").AsTask()).Should().ThrowAsync<EvidenceException>()).Which;

        refusal.Should().BeEquivalentTo(new { Code = "run_archived", IsTransient = false });
        refusal.Message.Should().Contain(result.BundleSha256).And.NotContain(Archive);
        refusal.Report!.BundleSha256.Should().Be(result.BundleSha256);
    }

    [Fact]
    public async Task Archive_CheckpointsOfTombstones_AreTheSinksOfTheHostsToGet()
    {
        await _database.AppendAsync("run", 1);
        RecordingSink sink = new();
        using Anchorer anchorer = _database.CreateAnchorer(sink);
        await anchorer.RunAsync();

        await ArchiveAsync();
        await anchorer.RunAsync();

        sink.Checkpoints.Select(static checkpoint => checkpoint.Size).Should().Equal(1, 2);
    }

    [Fact]
    public async Task Archive_StopsAtTheLimit_AndGoesOnWithTheRest()
    {
        foreach (string runId in (string[])["a", "b", "c"])
            await _database.AppendAsync(runId, 1);
        await _database.AnchorAsync();

        (await ArchiveAsync(static request => request with { Limit = 2 })).Select(static result => result.RunId).Should().Equal("a", "b");
        (await ArchiveAsync()).Select(static result => result.RunId).Should().Equal("c");
        (await ArchiveAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Archive_TwiceAtATimeByOneArchiver_ArchivesEachRunOnce()
    {
        foreach (int run in Enumerable.Range(0, 8))
            await _database.AppendAsync($"run-{run}", 3);
        await _database.AnchorAsync();
        using RunArchiver archiver = NewArchiver();
        ArchiveRequest request = new() { Before = s_always, Directory = Archive };

        ArchiveResult[][] results = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => archiver.ArchiveAsync(request).ToArrayAsync().AsTask())));

        results.SelectMany(static one => one).Where(static result => result.Outcome == ArchiveOutcome.Archived).Select(static result => result.RunId).Should().BeEquivalentTo(Enumerable.Range(0, 8).Select(static run => $"run-{run}"));
        results.SelectMany(static one => one).Where(static result => result.Outcome != ArchiveOutcome.Archived).Should().OnlyContain(static result => result.Code == "run_archived");
        (await _database.VerifyLogAsync())!.Should().BeEquivalentTo(new { Ok = true, Size = 16L });
    }

    [Fact]
    public void Archive_RequestThatCannotBe_IsRefusedBeforeAnythingIsRead()
    {
        using RunArchiver archiver = NewArchiver(new RefusingStore(_database.Anchors));
        ArchiveRequest sound = new() { Before = s_always };

        foreach ((ArchiveRequest request, string message) in ((ArchiveRequest, string)[])
        [
            (sound with { Limit = 0 }, "Limit*"), (sound with { Directory = "" }, "*Directory*"), (sound with { RunId = "" }, "`RunId` must not be empty*"), (sound with { RunId = "a", AfterRun = "a" }, "`AfterRun` goes with all runs*"),
        ])
            archiver.Invoking(one => one.ArchiveAsync(request)).Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public async Task Archive_WithoutADirectory_SaysWhatWouldGo_AndTouchesNothing()
    {
        await _database.AppendAsync("run", 3);
        await _database.AnchorAsync();

        ArchiveResult planned = (await ArchiveAsync(static request => request with { Directory = null })).Single();
        (await _database.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
        ArchiveResult done = (await ArchiveAsync()).Single();

        planned.Should().Be(done with { Outcome = ArchiveOutcome.Archivable, File = null });
        new FileInfo(done.File!).Length.Should().Be(planned.Bytes);
    }

    [Fact]
    public async Task Archive_AfterACrashBetweenFileAndTransaction_WritesTheSameFileAgain()
    {
        await AppendPersonalAsync("run");
        await _database.AnchorAsync();
        RefusingStore broken = new(_database.Anchors);
        Func<ArchiveRequest, ArchiveRequest> along = static request => request with { IncludePersonalValues = true };
        await this.Awaiting(t => t.ArchiveAsync(along, broken)).Should().ThrowAsync<GovernanceException>();
        string[] before = [.. Directory.EnumerateFiles(Archive).Order(StringComparer.Ordinal)];
        before.Should().HaveCount(2, "a bundle too many, with its values");
        byte[] first = await File.ReadAllBytesAsync(before[0]);
        (await _database.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);

        ArchiveResult result = (await ArchiveAsync(along)).Single();

        result.Outcome.Should().Be(ArchiveOutcome.Archived);
        Directory.EnumerateFiles(Archive).Order(StringComparer.Ordinal).Should().Equal(before);
        (await File.ReadAllBytesAsync(before[0])).Should().Equal(first);
    }

    [Fact]
    public async Task Archive_WhereValuesWereErasedAfterSuchACrash_LeavesNoneBehind()
    {
        await AppendPersonalAsync("run");
        await _database.AnchorAsync();
        await this.Awaiting(t => t.ArchiveAsync(static request => request with { IncludePersonalValues = true }, new RefusingStore(_database.Anchors))).Should().ThrowAsync<GovernanceException>();
        using (ChainLedger ledger = _database.Ledger)
            await ledger.EraseAsync("run");

        ArchiveResult result = (await ArchiveAsync()).Single();

        Directory.EnumerateFiles(Archive).Should().Equal(result.File!);
    }

    [Fact]
    public async Task Archive_WhileAnotherProcessAnchors_WaitsForItsRound()
    {
        await _database.AppendAsync("run", 1);
        await _database.AnchorAsync();
        await _database.Anchors.TryLeaseAsync("somebody", TimeSpan.FromHours(1), default);
        LeaseWatchingStore store = new(_database.Anchors, attempt => attempt == 2 ? _database.Anchors.ReleaseAsync("somebody", default) : ValueTask.CompletedTask);

        (await ArchiveAsync(store: store)).Single().Outcome.Should().Be(ArchiveOutcome.Archived);

        store.Attempts.Should().Be(3);
    }

    [Fact]
    public async Task Archive_WhereAnotherProcessKeepsAnchoring_IsBusy()
    {
        await _database.AppendAsync("run", 1);
        await _database.AnchorAsync();
        await _database.Anchors.TryLeaseAsync("somebody", TimeSpan.FromHours(1), default);

        // Whoever waits sees two minutes pass with each attempt.
        FakeTimeProvider time = new();
        LeaseWatchingStore store = new(_database.Anchors, _ =>
        {
            time.Advance(TimeSpan.FromMinutes(2));
            return ValueTask.CompletedTask;
        });

        GovernanceException refusal = (await this.Awaiting(t => t.ArchiveAsync(store: store, time: time)).Should().ThrowAsync<GovernanceException>()).Which;

        (refusal.Code, refusal.IsTransient).Should().Be(("anchoring_busy", true));
        Directory.EnumerateFiles(Archive).Should().BeEmpty();
    }

    private async Task<EvidenceReport> VerifyBundleAsync(byte[] bundle)
    {
        using MemoryStream file = new(bundle);
        return await EvidenceBundle.VerifyAsync(file, new EvidenceVerifyOptions { Keys = [_database.Key.VerifierKey], AuditKeys = AnchoredDatabase.Ring });
    }

    private async Task AppendPersonalAsync(string runId)
    {
        using ChainLedger ledger = _database.Ledger;
        await ledger.AppendAsync(runId, LedgerEvent.Create("mail.sent", """{"to":"ann@example.com"}"""u8.ToArray()).WithPersonal("/to"));
    }

    private async Task<string?> CodeAsync(string runId, DateTimeOffset? before = null) =>
        (await ArchiveAsync(request => request with { RunId = runId, Before = before ?? s_always })).Single().Code;

    private async Task<ArchiveResult[]> ArchiveAsync(Func<ArchiveRequest, ArchiveRequest>? configure = null, IAnchorStore? store = null, TimeProvider? time = null)
    {
        using RunArchiver archiver = NewArchiver(store, time);
        ArchiveRequest request = new() { Before = s_always, Directory = Archive };
        return await archiver.ArchiveAsync(configure?.Invoke(request) ?? request).ToArrayAsync();
    }

    private RunArchiver NewArchiver(IAnchorStore? store = null, TimeProvider? time = null) =>
        new(store ?? _database.Anchors, AnchoredDatabase.Ring, new AnchoringOptions { SigningKey = _database.Key.Export() }, timeProvider: time);

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={_database.File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql.Replace("9e12", "9000000000000", StringComparison.Ordinal);
        command.ExecuteNonQuery();
    }
}
