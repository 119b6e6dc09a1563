using System.Runtime.CompilerServices;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Chains and log in one read transaction, which keeps no writer waiting; reading is synchronous underneath, the caller's thread does it.</summary>
internal sealed class SqliteAnchorSnapshot(SqliteSnapshot snapshot, TimeProvider time) : IAnchorSnapshot
{
    private const string RunColumns = "a.run_id, a.seq, a.hash, a.content_range, a.leaf_index, a.is_archived", LeafColumns = "leaf_index, run_id, seq, hash, content_root, bundle_sha256",
        CheckpointColumns = "size, root, note, created_at, published_at";

    // One pass over the heads in the order of their key, with a look at the other tree for each.
    private const string Pending =
        """
        FROM run_heads AS h LEFT JOIN anchor_runs AS a ON a.run_id = h.run_id
        WHERE a.run_id IS NULL OR (a.is_archived = 0 AND (a.seq <> h.seq OR a.hash <> h.hash))
        """;

    public ILedgerSnapshot Ledger { get; } = new SqliteLedgerSnapshot(snapshot);

    public ValueTask<long> ReadSizeAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(StoredAnchors.ReadSize(snapshot.One<long?>("SELECT size FROM anchor_log;", static row => row.GetInt64(0))));

    public IAsyncEnumerable<PendingRun> ReadPendingAsync(CancellationToken cancellationToken) => snapshot.ReadAsync(
        $"SELECT {RunColumns}, h.run_id, h.seq, h.hash, h.key_generation {Pending} ORDER BY h.run_id;",
        static row => new PendingRun(row.TextExact(6), new RunHead(row.GetInt64(7), row.TextExact(8), row.GetInt64(9)), row.IsDBNull(0) ? null : SqliteAnchorOperations.ReadRun(row)), cancellationToken);

    public ValueTask<long> CountPendingEventsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(snapshot.One($"SELECT coalesce(sum(max(h.seq - coalesce(a.seq, 0), 0)), 0) {Pending};", static row => row.GetInt64(0)));

    public async IAsyncEnumerable<string> ReadArchivableAsync(DateTimeOffset before, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Covered =
            """
            SELECT h.run_id FROM run_heads AS h
            JOIN anchor_runs AS a ON a.run_id = h.run_id AND a.is_archived = 0 AND a.seq = h.seq AND a.hash = h.hash
            JOIN run_events AS e ON e.run_id = h.run_id AND e.seq = h.seq
            WHERE h.run_id > $after AND e.ts < $before ORDER BY h.run_id;
            """;
        IAsyncEnumerable<string> covered = snapshot.ReadAsync(Covered, static row => row.TextExact(0), cancellationToken, ("$after", after ?? ""), ("$before", StoredAnchors.FormatTimestamp(before)));
        await foreach (string runId in covered.ConfigureAwait(false))
        {
            if (!IsOpen(runId))
                yield return runId;
        }
    }

    public ValueTask<bool> IsOpenAsync(string runId, CancellationToken cancellationToken) => ValueTask.FromResult(IsOpen(runId));

    public ValueTask<long> CountPersonalValuesAsync(string runId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(snapshot.One("SELECT count(*) FROM run_event_values WHERE run_id = $run;", static row => row.GetInt64(0), ("$run", runId)));

    public ValueTask<AnchoredRun?> ReadRunAsync(string runId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(snapshot.One<AnchoredRun?>($"SELECT {RunColumns} FROM anchor_runs AS a WHERE run_id = $run;", SqliteAnchorOperations.ReadRun, ("$run", runId)));

    public IAsyncEnumerable<string> ReadRunIdsAsync(CancellationToken cancellationToken) =>
        snapshot.ReadAsync("SELECT run_id FROM anchor_runs ORDER BY run_id;", static row => row.TextExact(0), cancellationToken);

    public IAsyncEnumerable<IndexedAnchorLeaf> ReadLeavesAsync(long from, CancellationToken cancellationToken) =>
        snapshot.ReadAsync($"SELECT {LeafColumns} FROM anchor_leaves WHERE leaf_index >= $from ORDER BY leaf_index;", SqliteAnchorOperations.ReadLeaf, cancellationToken, ("$from", from));

    public IAsyncEnumerable<IndexedAnchorLeaf> ReadLeavesOfAsync(string runId, CancellationToken cancellationToken) =>
        snapshot.ReadAsync($"SELECT {LeafColumns} FROM anchor_leaves WHERE run_id = $run ORDER BY leaf_index;", SqliteAnchorOperations.ReadLeaf, cancellationToken, ("$run", runId));

    public ValueTask<IReadOnlyDictionary<MerkleNode, MerkleHash>> ReadNodesAsync(IReadOnlyCollection<MerkleNode> nodes, CancellationToken cancellationToken)
    {
        Dictionary<MerkleNode, MerkleHash> found = new(nodes.Count);
        foreach (MerkleNode node in nodes)
        {
            MerkleHash? hash = snapshot.One<MerkleHash?>(
                "SELECT hash FROM anchor_nodes WHERE level = $level AND node_index = $index;", static row => StoredAnchors.ReadHash(row.GetFieldValue<byte[]>(0)), ("$level", node.Level), ("$index", node.Index));
            if (hash is not null)
                found[node] = hash.Value;
        }

        return ValueTask.FromResult<IReadOnlyDictionary<MerkleNode, MerkleHash>>(found);
    }

    public ValueTask<StoredCheckpoint?> ReadCheckpointAsync(long? size, CancellationToken cancellationToken) => ValueTask.FromResult(snapshot.One<StoredCheckpoint?>(
        $"SELECT {CheckpointColumns} FROM anchor_checkpoints WHERE size = coalesce($size, (SELECT max(size) FROM anchor_checkpoints));", SqliteAnchorOperations.ReadCheckpoint, ("$size", size)));

    public ValueTask<StoredCheckpoint?> ReadCheckpointOverAsync(long index, CancellationToken cancellationToken) => ValueTask.FromResult(snapshot.One<StoredCheckpoint?>(
        $"SELECT {CheckpointColumns} FROM anchor_checkpoints WHERE size > $index ORDER BY size LIMIT 1;", SqliteAnchorOperations.ReadCheckpoint, ("$index", index)));

    public IAsyncEnumerable<StoredCheckpoint> ReadUnpublishedAsync(CancellationToken cancellationToken) =>
        snapshot.ReadAsync($"SELECT {CheckpointColumns} FROM anchor_checkpoints WHERE published_at IS NULL ORDER BY size;", SqliteAnchorOperations.ReadCheckpoint, cancellationToken);

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();

    private bool IsOpen(string runId) => SqliteSnapshot.Translated(static s => SqliteArchiveOperations.IsOpen(s.Session, s.runId, s.now), (snapshot.Session, runId, now: time.GetUtcNow()));
}
