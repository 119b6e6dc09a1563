using System.Text;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Conformance;

/// <summary>What every <see cref="IAnchorStore"/> promises. A store's tests derive from this and open it.</summary>
public abstract partial class AnchorStoreConformance : IAsyncLifetime
{
    protected static readonly DateTimeOffset Start = new(2026, 11, 22, 19, 0, 0, TimeSpan.Zero);

    private readonly List<ChainLedger> _ledgers = [];

    protected FakeTimeProvider Clock { get; } = new(Start);

    /// <summary>Opens the stores once more, as another process would; the first call creates them.</summary>
    protected abstract ValueTask<(IAnchorStore Anchors, ILedgerStore Ledger)> OpenAsync();

    /// <summary>Opens the store once more, as somebody who may archive runs, and else only reads.</summary>
    protected virtual async ValueTask<IAnchorStore> OpenArchivistAsync() => (await OpenAsync()).Anchors;

    /// <summary>Runs statements as somebody who owns the database, without any of the library's care.</summary>
    protected abstract Task ExecuteAsync(string sql);

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        _ledgers.ForEach(static ledger => ledger.Dispose());
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Snapshot_OfALogThatWasNeverWritten_IsEmpty()
    {
        IAnchorStore store = await NewStoreAsync();

        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);

        (await snapshot.ReadSizeAsync(default)).Should().Be(0);
        (await snapshot.CountPendingEventsAsync(default)).Should().Be(0);
        (await snapshot.ReadRunAsync("run", default)).Should().BeNull();
        (await snapshot.ReadCheckpointAsync(null, default)).Should().BeNull();
        (await snapshot.ReadCheckpointAsync(0, default)).Should().BeNull();
        (await snapshot.ReadNodesAsync([new MerkleNode(0, 0)], default)).Should().BeEmpty();
        (await snapshot.ReadLeavesAsync(0, default).ToListAsync()).Should().BeEmpty();
        (await snapshot.ReadUnpublishedAsync(default).ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Append_IsReadBackByEveryInstance()
    {
        IAnchorStore store = await NewStoreAsync(), other = await NewStoreAsync();
        AnchorLeaf[] first = [AnchorStoreLog.Leaf("b", 3), AnchorStoreLog.Leaf("\u6771\"\\,{}'", 1), AnchorStoreLog.Leaf("b", 5)];
        AnchorLeaf tombstone = AnchorStoreLog.Leaf("b", 7, new string('e', 64));
        AnchorCommit commit = await AppendAsync(store, first);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await AppendAsync(store, tombstone);

        await using IAnchorSnapshot snapshot = await other.OpenSnapshotAsync(default);

        (await snapshot.ReadLeavesAsync(0, default).ToListAsync()).Should().Equal(first.Append(tombstone).Select(static (leaf, i) => new IndexedAnchorLeaf(i, leaf)));
        (await snapshot.ReadLeavesAsync(3, default).ToListAsync()).Should().Equal(new IndexedAnchorLeaf(3, tombstone));
        (await snapshot.ReadLeavesOfAsync("b", default).ToListAsync()).Select(static leaf => leaf.Index).Should().Equal(0, 2, 3);
        (await snapshot.ReadRunIdsAsync(default).ToListAsync()).Should().Equal("b", "\u6771\"\\,{}'");
        AnchoredRun run = (await snapshot.ReadRunAsync("\u6771\"\\,{}'", default))!;
        (run.Seq, run.Hash, run.LeafIndex, run.IsArchived).Should().Be((1, first[1].Hash, 1, false));
        run.ContentRange.ToArray().Should().Equal(commit.Runs.Single(state => state.RunId == run.RunId).ContentRange.ToArray());
        (await snapshot.ReadRunAsync("b", default))!.IsArchived.Should().BeTrue();
        (await snapshot.ReadCheckpointAsync(3, default)).Should().Be(new StoredCheckpoint(3, commit.Root, commit.Note, Start));
        (await snapshot.ReadCheckpointAsync(null, default))!.CreatedAt.Should().Be(Start.AddSeconds(1));
        await AnchorStoreWholeness.RequireAsync(other);
    }

    [Fact]
    public async Task Append_OfTenThousandLeaves_IsOneCommit()
    {
        IAnchorStore store = await NewStoreAsync();

        await AppendAsync(store, [.. Enumerable.Range(0, 10_000).Select(static i => AnchorStoreLog.Leaf($"run-{i % 9_000:00000}", 1 + (i / 9_000)))]);

        (await AnchorStoreWholeness.RequireAsync(store)).Should().HaveCount(10_001);
        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        (await snapshot.ReadUnpublishedAsync(default).ToListAsync()).Should().ContainSingle();
        (await snapshot.ReadRunIdsAsync(default).ToListAsync()).Should().HaveCount(9_000);
    }

    [Fact]
    public async Task Append_ToAnotherSize_AppendsNothing()
    {
        IAnchorStore store = await NewStoreAsync();
        await store.TryLeaseAsync("me", TimeSpan.FromMinutes(1), default);
        AnchorCommit first = await AnchorStoreLog.PlanAsync(store, "me", AnchorStoreLog.Leaf("a"));

        (await store.AppendAsync(first, default)).Should().BeTrue();
        (await store.AppendAsync(first, default)).Should().BeFalse("it is a repeat");
        (await store.AppendAsync(first with { ExpectedSize = 2 }, default)).Should().BeFalse("the log is not that long");

        (await AnchorStoreWholeness.RequireAsync(store)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Append_WithoutLeaves_IsRefused()
    {
        IAnchorStore store = await NewStoreAsync();
        AnchorCommit commit = await AnchorStoreLog.PlanAsync(store, "me");

        await store.Awaiting(s => s.AppendAsync(commit, default).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("a commit has at least one leaf*");
    }

    [Fact]
    public async Task Append_CancelledBefore_AppendsNothing()
    {
        IAnchorStore store = await NewStoreAsync();
        await store.TryLeaseAsync("me", TimeSpan.FromMinutes(1), default);
        AnchorCommit commit = await AnchorStoreLog.PlanAsync(store, "me", AnchorStoreLog.Leaf("a"));

        await store.Awaiting(s => s.AppendAsync(commit, new CancellationToken(true)).AsTask()).Should().ThrowAsync<OperationCanceledException>();

        (await AnchorStoreWholeness.RequireAsync(store)).Should().HaveCount(1);
    }

    protected async Task<IAnchorStore> NewStoreAsync() => (await OpenAsync()).Anchors;

    /// <summary>Opens a log and its chains over stores of their own, as another process would.</summary>
    private async Task<(IAnchorStore Anchors, ChainLedger Ledger)> NewAsync()
    {
        (IAnchorStore anchors, ILedgerStore store) = await OpenAsync();
        ChainLedger ledger = new(store, new ChainSealer(new AuditKeyRing(new AuditKey("k0", "the secret of the conformance tests, long")), timeProvider: Clock), anchors: anchors);
        _ledgers.Add(ledger);
        return (anchors, ledger);
    }

    /// <summary>Takes the lease and appends leaves in one commit.</summary>
    protected static async Task<AnchorCommit> AppendAsync(IAnchorStore store, params AnchorLeaf[] leaves)
    {
        (await store.TryLeaseAsync("me", TimeSpan.FromMinutes(1), default)).Should().BeTrue();
        AnchorCommit commit = await AnchorStoreLog.PlanAsync(store, "me", leaves);
        (await store.AppendAsync(commit, default)).Should().BeTrue();
        return commit;
    }

    private static LedgerEvent Event(int i = 0) => LedgerEvent.Create("note", Encoding.UTF8.GetBytes($$"""{"i":{{i}}}"""));
}
