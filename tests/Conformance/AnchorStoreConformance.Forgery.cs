using System.Data.Common;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class AnchorStoreConformance
{
    [Theory]
    [InlineData("anchor_leaves", "UPDATE anchor_leaves SET hash = 'x' WHERE leaf_index = 0")]
    [InlineData("anchor_leaves", "UPDATE anchor_leaves SET hash = hash")]
    [InlineData("anchor_leaves", "DELETE FROM anchor_leaves WHERE leaf_index = 1")]
    [InlineData("anchor_nodes", "UPDATE anchor_nodes SET node_index = 7 WHERE level = 1")]
    [InlineData("anchor_nodes", "DELETE FROM anchor_nodes")]
    [InlineData("anchor_checkpoints", "DELETE FROM anchor_checkpoints")]
    [InlineData("anchor_checkpoints", "UPDATE anchor_checkpoints SET size = 3")]
    [InlineData("anchor_checkpoints", "UPDATE anchor_checkpoints SET note = 'x' || note")]
    [InlineData("anchor_checkpoints", "UPDATE anchor_checkpoints SET note = substr(note, 1, 3)")]
    [InlineData("anchor_checkpoints", "UPDATE anchor_checkpoints SET root = (SELECT hash FROM anchor_nodes WHERE level = 0 AND node_index = 0)")]
    public async Task Fence_RefusesWhatChangesTheLog(string table, string sql)
    {
        IAnchorStore store = await NewStoreAsync();
        await AppendAsync(store, AnchorStoreLog.Leaf("a"), AnchorStoreLog.Leaf("b"));

        (await this.Awaiting(t => t.ExecuteAsync(sql)).Should().ThrowAsync<DbException>()).WithMessage($"*{table} is append-only*");

        await AnchorStoreWholeness.RequireAsync(store);
    }

    [Fact]
    public async Task Fence_LetsANoteGrowAndBePublished()
    {
        IAnchorStore store = await NewStoreAsync();
        string note = (await AppendAsync(store, AnchorStoreLog.Leaf("a"))).Note;

        await ExecuteAsync("UPDATE anchor_checkpoints SET note = note || 'more', published_at = created_at");

        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        StoredCheckpoint checkpoint = (await snapshot.ReadCheckpointAsync(1, default))!;
        (checkpoint.Note, checkpoint.PublishedAt).Should().Be((note + "more", Start));
    }

    [Fact]
    public async Task Size_ThatNoLogHas_IsAnErrorWithAName()
    {
        IAnchorStore store = await NewStoreAsync();
        await AppendAsync(store, AnchorStoreLog.Leaf("a"));
        await using (IAnchorSnapshot snapshot = await ForgeAsync(store, "UPDATE anchor_log SET size = -1"))
            (await Refusal(() => snapshot.ReadSizeAsync(default).AsTask())).Should().Be("anchor_log_damaged");
        await using (IAnchorSnapshot snapshot = await ForgeAsync(store, "DELETE FROM anchor_log"))
            (await Refusal(() => snapshot.ReadSizeAsync(default).AsTask())).Should().Be("anchor_log_damaged");

        (await Refusal(() => store.TryLeaseAsync("me", TimeSpan.FromMinutes(1), default).AsTask())).Should().Be("anchor_log_damaged", "waiting for it would never end");
    }

    [Fact]
    public async Task ForgedRows_AreHandedOutAsTheyAreAndStopNoStream()
    {
        (IAnchorStore store, ChainLedger ledger) = await NewAsync();
        await ledger.AppendAsync("run", Event());
        AnchorLeaf leaf = await HeadLeafAsync(ledger, "run");
        await AppendAsync(store, leaf, AnchorStoreLog.Leaf("sound"));

        // Somebody who owns the database removes the fence first.
        await DropFencesAsync();
        await using IAnchorSnapshot snapshot = await ForgeAsync(
            store,
            $"""
            UPDATE anchor_leaves SET hash = 'no hexadecimal', seq = -5, content_root = {Bytes("0102")} WHERE leaf_index = 0;
            UPDATE anchor_nodes SET hash = {Bytes("")} WHERE level = 0 AND node_index = 0;
            UPDATE anchor_runs SET hash = '', seq = -9, content_range = {Bytes("00")}, leaf_index = -1 WHERE run_id = 'run';
            UPDATE anchor_checkpoints SET root = {Bytes("ff")}, size = -2;
            """);

        List<IndexedAnchorLeaf> leaves = await snapshot.ReadLeavesAsync(0, default).ToListAsync();
        leaves[0].Should().Be(new IndexedAnchorLeaf(0, new AnchorLeaf("run", -5, "no hexadecimal", default)));
        leaves[1].Leaf.Should().Be(AnchorStoreLog.Leaf("sound"));
        (await snapshot.ReadNodesAsync([new MerkleNode(0, 0), new MerkleNode(0, 1), new MerkleNode(-1, -1)], default)).Should()
            .BeEquivalentTo(new Dictionary<MerkleNode, MerkleHash> { [new MerkleNode(0, 0)] = default, [new MerkleNode(0, 1)] = leaves[1].Leaf.GetHash() });
        PendingRun pending = (await snapshot.ReadPendingAsync(default).ToListAsync()).Should().ContainSingle().Subject;
        (pending.Anchored!.Seq, pending.Anchored.Hash, pending.Anchored.LeafIndex, pending.Anchored.ContentRange.Length).Should().Be((-9, "", -1, 1));
        (await snapshot.ReadCheckpointAsync(-2, default))!.Root.Should().Be(default(MerkleHash));
    }

    /// <summary>Drops the triggers of the log.</summary>
    protected abstract Task DropFencesAsync();

    /// <summary>Returns a literal of bytes.</summary>
    protected abstract string Bytes(string hex);

    private async Task<IAnchorSnapshot> ForgeAsync(IAnchorStore store, string sql)
    {
        await ExecuteAsync(sql);
        return await store.OpenSnapshotAsync(default);
    }

    private static async Task<string> Refusal(Func<Task> act) => (await act.Should().ThrowAsync<GovernanceException>()).Which.Code;
}
