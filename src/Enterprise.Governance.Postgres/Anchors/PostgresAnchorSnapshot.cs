using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>The log as one transaction sees it, and the chains as another one of the same moment does. Streams of the log are cursors.</summary>
internal sealed class PostgresAnchorSnapshot(PostgresSnapshot log, ILedgerSnapshot chains) : IAnchorSnapshot
{
    private const string RunColumns = "a.run_id, a.seq, a.hash, a.content_range, a.leaf_index, a.is_archived", LeafColumns = "leaf_index, run_id, seq, hash, content_root, bundle_sha256",
        CheckpointColumns = "size, root, note, created_at, published_at";

    // Both sides come in the order of their keys: one pass over each, however many are pending.
    private const string Pending =
        """
        FROM {schema}.run_heads h LEFT JOIN {schema}.anchor_runs a ON a.run_id = h.run_id
        WHERE a.run_id IS NULL OR (NOT a.is_archived AND (a.seq, a.hash) IS DISTINCT FROM (h.seq, h.hash))
        """;

    public ILedgerSnapshot Ledger => chains;

    public async ValueTask<long> ReadSizeAsync(CancellationToken cancellationToken) =>
        StoredAnchors.ReadSize(await OneAsync<long?>("SELECT size FROM {schema}.anchor_log", static _ => { }, static row => row.GetInt64(0), cancellationToken).ConfigureAwait(false));

    public IAsyncEnumerable<PendingRun> ReadPendingAsync(CancellationToken cancellationToken) => log.PageAsync(
        $"SELECT {RunColumns}, h.run_id, h.seq, h.hash, h.key_generation {Pending} ORDER BY h.run_id", static _ => { },
        static row => new PendingRun(row.GetString(6), new RunHead(row.GetInt64(7), row.GetString(8), row.GetInt64(9)), row.IsDBNull(0) ? null : ReadRun(row)), cancellationToken);

    public ValueTask<long> CountPendingEventsAsync(CancellationToken cancellationToken) =>
        OneAsync($"SELECT coalesce(sum(greatest(h.seq - coalesce(a.seq, 0), 0)), 0)::bigint {Pending}", static _ => { }, static row => row.GetInt64(0), cancellationToken);

    public IAsyncEnumerable<string> ReadArchivableAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken) => log.PageAsync(
        """
        SELECT h.run_id FROM {schema}.run_heads h
        JOIN {schema}.anchor_runs a ON a.run_id = h.run_id AND NOT a.is_archived AND a.seq = h.seq AND a.hash = h.hash
        JOIN {schema}.run_events e ON e.run_id = h.run_id AND e.seq = h.seq
        WHERE h.run_id > $1 AND e.ts < $2 AND NOT {schema}.run_is_open(h.run_id, $3) ORDER BY h.run_id
        """,
        command => command.AddText(after ?? "").AddText(StoredAnchors.FormatTimestamp(before)).AddTime(log.Now), static row => row.GetString(0), cancellationToken);

    public async ValueTask<bool> IsOpenAsync(string runId, CancellationToken cancellationToken) =>
        await OneAsync<bool>("SELECT {schema}.run_is_open($1, $2)", command => command.AddText(runId).AddTime(log.Now), static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false);

    public ValueTask<long> CountPersonalValuesAsync(string runId, CancellationToken cancellationToken) =>
        OneAsync("SELECT count(*) FROM {schema}.run_event_values WHERE run_id = $1", command => command.AddText(runId), static row => row.GetInt64(0), cancellationToken);

    public ValueTask<AnchoredRun?> ReadRunAsync(string runId, CancellationToken cancellationToken) =>
        OneAsync<AnchoredRun?>($"SELECT {RunColumns} FROM {{schema}}.anchor_runs a WHERE run_id = $1", command => command.AddText(runId), ReadRun, cancellationToken);

    public IAsyncEnumerable<string> ReadRunIdsAsync(CancellationToken cancellationToken) =>
        log.PageAsync("SELECT run_id FROM {schema}.anchor_runs ORDER BY run_id", static _ => { }, static row => row.GetString(0), cancellationToken);

    public IAsyncEnumerable<IndexedAnchorLeaf> ReadLeavesAsync(long from, CancellationToken cancellationToken) => log.PageAsync(
        $"SELECT {LeafColumns} FROM {{schema}}.anchor_leaves WHERE leaf_index >= $1 ORDER BY leaf_index", command => command.AddBigint(from), ReadLeaf, cancellationToken);

    public IAsyncEnumerable<IndexedAnchorLeaf> ReadLeavesOfAsync(string runId, CancellationToken cancellationToken) => log.PageAsync(
        $"SELECT {LeafColumns} FROM {{schema}}.anchor_leaves WHERE run_id = $1 ORDER BY leaf_index", command => command.AddText(runId), ReadLeaf, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<MerkleNode, MerkleHash>> ReadNodesAsync(IReadOnlyCollection<MerkleNode> nodes, CancellationToken cancellationToken)
    {
        const string Nodes =
            """
            SELECT n.level, n.node_index, n.hash FROM {schema}.anchor_nodes n
            JOIN unnest($1::bigint[], $2::bigint[]) AS wanted (level, node_index) ON n.level = wanted.level AND n.node_index = wanted.node_index
            """;
        Dictionary<MerkleNode, MerkleHash> found = new(nodes.Count);
        await foreach (NpgsqlDataReader row in log.ReadAsync(
            Nodes, command => command.AddBigints(nodes.Select(static node => (long)node.Level)).AddBigints(nodes.Select(static node => node.Index)), cancellationToken).ConfigureAwait(false))
            found[new MerkleNode(row.GetInt32(0), row.GetInt64(1))] = StoredAnchors.ReadHash(row.GetFieldValue<byte[]>(2));
        return found;
    }

    public ValueTask<StoredCheckpoint?> ReadCheckpointAsync(long? size, CancellationToken cancellationToken) => OneAsync<StoredCheckpoint?>(
        $"SELECT {CheckpointColumns} FROM {{schema}}.anchor_checkpoints WHERE size = coalesce($1, (SELECT max(size) FROM {{schema}}.anchor_checkpoints))", command => command.AddBigint(size), ReadCheckpoint, cancellationToken);

    public ValueTask<StoredCheckpoint?> ReadCheckpointOverAsync(long index, CancellationToken cancellationToken) => OneAsync<StoredCheckpoint?>(
        $"SELECT {CheckpointColumns} FROM {{schema}}.anchor_checkpoints WHERE size > $1 ORDER BY size LIMIT 1", command => command.AddBigint(index), ReadCheckpoint, cancellationToken);

    public IAsyncEnumerable<StoredCheckpoint> ReadUnpublishedAsync(CancellationToken cancellationToken) =>
        log.PageAsync($"SELECT {CheckpointColumns} FROM {{schema}}.anchor_checkpoints WHERE published_at IS NULL ORDER BY size", static _ => { }, ReadCheckpoint, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync().ConfigureAwait(false);
        await chains.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<T?> OneAsync<T>(string sql, Action<NpgsqlBatchCommand> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        T? found = default;
        await foreach (NpgsqlDataReader row in log.ReadAsync(sql, bind, cancellationToken).ConfigureAwait(false))
            found = read(row);
        return found;
    }

    private static AnchoredRun ReadRun(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetInt64(4), row.GetBoolean(5));

    private static IndexedAnchorLeaf ReadLeaf(NpgsqlDataReader row) =>
        new(row.GetInt64(0), new AnchorLeaf(row.GetString(1), row.GetInt64(2), row.GetString(3), StoredAnchors.ReadHash(row.GetFieldValue<byte[]>(4))) { BundleSha256 = row.TextOrNull(5) });

    private static StoredCheckpoint ReadCheckpoint(NpgsqlDataReader row) =>
        new(row.GetInt64(0), StoredAnchors.ReadHash(row.GetFieldValue<byte[]>(1)), row.GetString(2), row.Time(3), row.TimeOrNull(4));
}
