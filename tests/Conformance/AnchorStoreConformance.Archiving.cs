using System.Data.Common;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class AnchorStoreConformance
{
    private static readonly string Bundle = new('b', 64);

    [Fact]
    public async Task Archive_TakesEveryRowOfTheRun_AndLeavesATombstone()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        AnchorLeaf leaf = await AnchorRunAsync(store, ledger, "run", values: 2);
        await AnchorRunAsync(store, ledger, "other", values: 1);
        (await CountValuesAsync("run")).Should().Be(2);

        (await ArchiveAsync(leaf, values: 2)).Should().Be(ArchiveStatus.Archived);

        (await CountValuesAsync("run")).Should().Be(0);
        (await CountValuesAsync("other")).Should().Be(1);

        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        (await snapshot.Ledger.ReadHeadAsync("run", default)).Should().BeNull();
        (await snapshot.Ledger.ReadEventsAsync("run", long.MinValue, default).ToListAsync()).Should().BeEmpty();
        (await snapshot.Ledger.ReadStrayValuesAsync("run", default).ToListAsync()).Should().BeEmpty();
        (await snapshot.Ledger.ReadRunIdsAsync(default).ToListAsync()).Should().Equal("other");
        (await snapshot.ReadRunAsync("run", default))!.IsArchived.Should().BeTrue();
        (await snapshot.ReadLeavesOfAsync("run", default).LastAsync()).Leaf.Should().Be(leaf with { BundleSha256 = Bundle });
        (await snapshot.ReadPendingAsync(default).ToListAsync()).Should().BeEmpty();
        (await SizeAsync(store)).Should().Be(3);
        (await ledger.VerifyAsync("run"))!.Should().BeEquivalentTo(new { Status = VerifyStatus.Archived, Ok = true, Checked = 0L, AnchoredSeq = 3L, BundleSha256 = Bundle });
        (await ledger.VerifyAsync("other"))!.Status.Should().Be(VerifyStatus.Intact);
        (await ledger.ReadAsync("run").ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Archive_ThenAppend_IsRefusedForGood_AndOtherRunsGoOn()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        await ledger.AppendAsync("run", Event(), new AppendOptions { IdempotencyKey = "key" });
        AnchorLeaf leaf = await AnchorRunAsync(store, ledger, "run", events: 2);
        (await ArchiveAsync(leaf)).Should().Be(ArchiveStatus.Archived);
        (_, ChainLedger elsewhere) = await NewAsync();

        // The first knows the head as it was, the second nothing.
        foreach (ChainLedger one in (ChainLedger[])[ledger, elsewhere])
        {
            foreach (AppendOptions? options in (AppendOptions?[])[null, new AppendOptions { ExpectedSeq = 0 }, new AppendOptions { IdempotencyKey = "key" }])
            {
                LedgerException refusal = (await one.Awaiting(l => l.AppendAsync("run", Event(), options).AsTask()).Should().ThrowAsync<LedgerException>()).Which;
                (refusal.Code, refusal.IsTransient).Should().Be(("run_archived", false));
            }
        }

        Task refused = ledger.AppendAsync("run", Event()).AsTask();
        AppendReceipt[] receipts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ledger.AppendAsync($"other-{i}", Event()).AsTask()));
        receipts.Should().OnlyContain(static receipt => receipt.Seq == 1);
        await FluentActions.Awaiting(() => refused).Should().ThrowAsync<LedgerException>();
        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Archived);
    }

    [Fact]
    public async Task Archive_OfARunThatIsNotAsItWas_DoesNothing()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        AnchorLeaf leaf = await AnchorRunAsync(store, ledger, "run", values: 1);

        (await ArchiveAsync(leaf, values: 0)).Should().Be(ArchiveStatus.RunMoved, "a value would be lost");
        (await ArchiveAsync(leaf, values: 2)).Should().Be(ArchiveStatus.RunMoved, "a value was erased meanwhile");
        (await ArchiveAsync(leaf with { ContentRoot = default }, values: 1)).Should().Be(ArchiveStatus.RunMoved, "the last leaf says something else");
        (await ArchiveAsync(leaf with { RunId = "nobody" })).Should().Be(ArchiveStatus.RunMoved);
        await ledger.AppendAsync("run", Event());
        (await ArchiveAsync(leaf, values: 1)).Should().Be(ArchiveStatus.RunMoved, "an event is not in the bundle");

        (await ledger.VerifyAsync("run"))!.Should().BeEquivalentTo(new { Status = VerifyStatus.Intact, Checked = 4L, RedactedCount = 0L });
        (await SizeAsync(store)).Should().Be(1);
    }

    [Fact]
    public async Task Archive_WithoutTheLeaseOrToAnotherSize_DoesNothing()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        AnchorLeaf tombstone = await AnchorRunAsync(store, ledger, "run") with { BundleSha256 = Bundle };
        IAnchorStore archivist = await OpenArchivistAsync();
        AnchorCommit commit = await AnchorStoreLog.PlanAsync(store, "archivist", tombstone);

        (await archivist.ArchiveAsync(commit, 0, default)).Should().Be(ArchiveStatus.LogMoved, "somebody else has the lease");
        await store.ReleaseAsync("me", default);
        (await archivist.TryLeaseAsync("archivist", TimeSpan.FromMinutes(1), default)).Should().BeTrue();
        (await archivist.ArchiveAsync(commit with { ExpectedSize = 0 }, 0, default)).Should().Be(ArchiveStatus.LogMoved);

        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
        (await archivist.ArchiveAsync(commit, 0, default)).Should().Be(ArchiveStatus.Archived);
        (await archivist.ArchiveAsync(commit, 0, default)).Should().Be(ArchiveStatus.RunMoved, "it is a repeat");
    }

    [Fact]
    public async Task Archive_ThatFailsInTheMiddle_LeavesTheRunWhole_AndTheFence()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        AnchorLeaf tombstone = await AnchorRunAsync(store, ledger, "run", values: 1) with { BundleSha256 = Bundle };
        IAnchorStore archivist = await OpenArchivistAsync();
        await store.ReleaseAsync("me", default);
        await archivist.TryLeaseAsync("archivist", TimeSpan.FromMinutes(1), default);
        AnchorCommit commit = await AnchorStoreLog.PlanAsync(store, "archivist", tombstone);

        // A node that is there already: the tombstone has been inserted before.
        AnchorCommit broken = commit with { Nodes = [.. commit.Nodes, new(new MerkleNode(0, 0), default)] };
        await archivist.Awaiting(a => a.ArchiveAsync(broken, 1, default).AsTask()).Should().ThrowAsync<GovernanceException>();

        (await ledger.VerifyAsync("run"))!.Should().BeEquivalentTo(new { Status = VerifyStatus.Intact, Checked = 3L, RedactedCount = 0L });
        (await SizeAsync(store)).Should().Be(1);
        await this.Awaiting(static t => t.ExecuteAsync("DELETE FROM run_events")).Should().ThrowAsync<DbException>().WithMessage("*run_events is append-only*");
        (await archivist.ArchiveAsync(commit, 1, default)).Should().Be(ArchiveStatus.Archived);
    }

    [Fact]
    public async Task Fence_OfRunEvents_RefusesTheOwnerAlsoAfterARunWasArchived()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        AnchorLeaf leaf = await AnchorRunAsync(store, ledger, "run");
        await AnchorRunAsync(store, ledger, "other");
        (await ArchiveAsync(leaf)).Should().Be(ArchiveStatus.Archived);

        foreach (string sql in (string[])["DELETE FROM run_events", "DELETE FROM run_events WHERE run_id = 'other' AND seq = 2", "UPDATE run_events SET hash = hash"])
            await this.Awaiting(t => t.ExecuteAsync(sql)).Should().ThrowAsync<DbException>().WithMessage("*run_events is append-only*");
    }

    [Fact]
    public async Task Archive_OfAnythingButOneTombstone_IsRefused()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        AnchorLeaf leaf = await AnchorRunAsync(store, ledger, "run");
        foreach (AnchorLeaf[] leaves in (AnchorLeaf[][])[[], [leaf], [leaf with { BundleSha256 = Bundle }, leaf with { RunId = "other", BundleSha256 = Bundle }]])
        {
            AnchorCommit commit = await AnchorStoreLog.PlanAsync(store, "me", leaves);
            await store.Awaiting(s => s.ArchiveAsync(commit, 0, default).AsTask()).Should().ThrowAsync<ArgumentException>();
        }
    }

    [Fact]
    public async Task Archivable_AreTheRunsThatTheLogCoversAndThatAreOldEnough()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        AnchorLeaf gone = await AnchorRunAsync(store, ledger, "gone");
        foreach (string runId in (string[])["b", "a", "\u6771"])
            await AnchorRunAsync(store, ledger, runId);
        await AnchorRunAsync(store, ledger, "changed");
        Clock.Advance(TimeSpan.FromHours(1));
        await ledger.AppendAsync("changed", Event());
        await ledger.AppendAsync("pending", Event());
        await AnchorRunAsync(store, ledger, "young");
        (await ArchiveAsync(gone)).Should().Be(ArchiveStatus.Archived);

        await using IAnchorSnapshot snapshot = await (await OpenArchivistAsync()).OpenSnapshotAsync(default);

        (await snapshot.ReadArchivableAsync(Start.AddMinutes(1), null, default).ToListAsync()).Should().Equal("a", "b", "\u6771");
        (await snapshot.ReadArchivableAsync(Start.AddMinutes(1), "a", default).ToListAsync()).Should().Equal("b", "\u6771");
        (await snapshot.ReadArchivableAsync(Start, null, default).ToListAsync()).Should().BeEmpty("an event of that very time is not before it");
        (await snapshot.ReadArchivableAsync(Start.AddHours(2), "\u6771", default).ToListAsync()).Should().BeEmpty();
        (await snapshot.ReadArchivableAsync(Start.AddHours(2), "c", default).ToListAsync()).Should().Equal("young", "\u6771");
        (await snapshot.IsOpenAsync("a", default)).Should().BeFalse();
    }

    /// <summary>Makes a run and its leaf as the anchorer would.</summary>
    private static async Task<AnchorLeaf> AnchorRunAsync(IAnchorStore store, ChainLedger ledger, string runId, int values = 0, int events = 3)
    {
        for (int i = 0; i < events; i++)
            await ledger.AppendAsync(runId, i < values ? LedgerEvent.Create("note", """{"to":"ann"}"""u8.ToArray()).WithPersonal("/to") : Event(i));
        CompactRange content = new();
        await foreach (StoredEvent row in ledger.ReadAsync(runId))
            content.Append(MerkleTree.HashLeaf(row.Canonical.Span));
        RunHead head = (await ledger.GetHeadAsync(runId))!;
        AnchorLeaf leaf = new(runId, head.Seq, head.Hash, content.GetRoot());
        await AppendAsync(store, leaf);
        return leaf;
    }

    /// <summary>Counts as the archivist does.</summary>
    private async Task<long> CountValuesAsync(string runId)
    {
        await using IAnchorSnapshot snapshot = await (await OpenArchivistAsync()).OpenSnapshotAsync(default);
        return await snapshot.CountPersonalValuesAsync(runId, default);
    }

    private static async Task<long> SizeAsync(IAnchorStore store)
    {
        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        return await snapshot.ReadSizeAsync(default);
    }

    private async Task<ArchiveStatus> ArchiveAsync(AnchorLeaf leaf, long values = 0)
    {
        IAnchorStore archivist = await OpenArchivistAsync();
        await (await NewStoreAsync()).ReleaseAsync("me", default);
        (await archivist.TryLeaseAsync("archivist", TimeSpan.FromMinutes(1), default)).Should().BeTrue();
        ArchiveStatus status = await archivist.ArchiveAsync(await AnchorStoreLog.PlanAsync(archivist, "archivist", leaf with { BundleSha256 = Bundle }), values, default);
        await archivist.ReleaseAsync("archivist", default);
        return status;
    }
}
