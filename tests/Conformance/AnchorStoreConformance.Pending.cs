using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class AnchorStoreConformance
{
    [Fact]
    public async Task Pending_AreTheRunsWhoseHeadTheLogDoesNotCover()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        foreach (string runId in (string[])["unchanged", "Tenant-2/new", "\u6771", "tenant-1/changed", "archived"])
            await ledger.AppendBatchAsync(runId, [Event(), Event()]);
        await AppendAsync(store, await HeadLeafAsync(ledger, "unchanged"), await HeadLeafAsync(ledger, "tenant-1/changed"), (await HeadLeafAsync(ledger, "archived")) with { BundleSha256 = new string('a', 64) });
        AnchorLeaf covered = await HeadLeafAsync(ledger, "tenant-1/changed");
        await ledger.AppendBatchAsync("tenant-1/changed", [Event(), Event(), Event()]);
        await ledger.AppendAsync("archived", Event());

        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        List<PendingRun> pending = await snapshot.ReadPendingAsync(default).ToListAsync();

        pending.Select(static run => (run.RunId, run.Head.Seq, Anchored: run.Anchored?.Seq)).Should().Equal(("Tenant-2/new", 2, null), ("tenant-1/changed", 5, 2), ("\u6771", 2, null));
        pending[1].Head.Should().Be(await ledger.GetHeadAsync("tenant-1/changed"));
        (pending[1].Anchored!.Hash, pending[1].Anchored!.LeafIndex).Should().Be((covered.Hash, 1));
        pending[1].Anchored!.ContentRange.Length.Should().Be(MerkleHash.Length);
        (await snapshot.CountPendingEventsAsync(default)).Should().Be(2 + 3 + 2);
    }

    [Fact]
    public async Task Pending_IsAlsoARunWhoseHeadWentBackOrIsAnother()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        await ledger.AppendAsync("back", Event());
        await ledger.AppendAsync("other", Event());
        await AppendAsync(store, AnchorStoreLog.Leaf("back", 4), AnchorStoreLog.Leaf("other", 1));

        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);

        (await snapshot.ReadPendingAsync(default).ToListAsync()).Select(static run => run.RunId).Should().Equal("back", "other");
        (await snapshot.CountPendingEventsAsync(default)).Should().Be(0, "there is no event that is not covered");
    }

    [Fact]
    public async Task Pending_BeyondAPage_AreAllThereAndMayBeReadWhileOthersAre()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        string[] ids = [.. Enumerable.Range(0, 1_100).Select(static i => $"run-{i:0000}")];
        await Task.WhenAll(ids.Select(id => ledger.AppendBatchAsync(id, [Event(), Event()]).AsTask()));
        await AppendAsync(store, [.. ids.Select(static id => AnchorStoreLog.Leaf(id, 1))]);

        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        List<string> seen = [];
        await foreach (PendingRun run in snapshot.ReadPendingAsync(default))
        {
            await using IAsyncEnumerator<IndexedAnchorLeaf> leaves = snapshot.ReadLeavesOfAsync(run.RunId, default).GetAsyncEnumerator();
            await foreach (StoredEvent row in snapshot.Ledger.ReadEventsAsync(run.RunId, 1, default))
            {
                if (row.Seq == 1)
                    (await leaves.MoveNextAsync() && leaves.Current.Leaf.Seq == 1 && await snapshot.ReadRunAsync(run.RunId, default) is not null).Should().BeTrue();
            }

            seen.Add(run.RunId);
        }

        seen.Should().Equal(ids);
        (await snapshot.ReadLeavesAsync(0, default).CountAsync()).Should().Be(ids.Length);
    }

    private static async Task<AnchorLeaf> HeadLeafAsync(ChainLedger ledger, string runId)
    {
        RunHead head = (await ledger.GetHeadAsync(runId))!;
        return AnchorStoreLog.Leaf(runId, head.Seq) with { Hash = head.Hash };
    }
}
