using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>The statements that change the log, to be run inside a unit of work; SQLite's write lock is held, so that neither size nor lease changes meanwhile.</summary>
internal static class SqliteAnchorOperations
{
    internal static bool TryLease(SqliteSession session, string holder, TimeSpan lifetime, DateTimeOffset now)
    {
        int taken = session.Execute(
            "UPDATE anchor_log SET lease_holder = $holder, lease_until = $until WHERE lease_holder IS NULL OR lease_holder = $holder OR lease_until <= $now;",
            ("$holder", holder), ("$until", (now + lifetime).ToUnixTimeMilliseconds()), ("$now", now.ToUnixTimeMilliseconds()));
        return taken == 1 || (session.ScalarLong("SELECT count(*) FROM anchor_log;") == 1 ? false : throw StoredAnchors.Missing());
    }

    internal static bool Append(SqliteSession session, AnchorCommit commit, DateTimeOffset now)
    {
        if (session.ScalarLong(
            "SELECT count(*) FROM anchor_log WHERE size = $size AND lease_holder = $holder AND lease_until > $now;",
            ("$size", commit.ExpectedSize), ("$holder", commit.Holder), ("$now", now.ToUnixTimeMilliseconds())) == 0)
            return false;
        long size = commit.ExpectedSize;
        foreach (AnchorLeaf leaf in commit.Leaves)
            Insert(session, size++, leaf);
        foreach ((MerkleNode node, MerkleHash hash) in commit.Nodes)
            session.Execute("INSERT INTO anchor_nodes (level, node_index, hash) VALUES ($level, $index, $hash);", ("$level", node.Level), ("$index", node.Index), ("$hash", hash.ToArray()));
        foreach (AnchoredRun run in commit.Runs)
            Store(session, run);
        session.Execute(
            "INSERT INTO anchor_checkpoints (size, root, note, created_at) VALUES ($size, $root, $note, $now);",
            ("$size", size), ("$root", commit.Root.ToArray()), ("$note", commit.Note), ("$now", now.ToUnixTimeMilliseconds()));
        session.Execute("UPDATE anchor_log SET size = $size;", ("$size", size));
        return true;
    }

    internal static AnchoredRun ReadRun(SqliteDataReader row) =>
        new(row.TextExact(0), row.GetInt64(1), row.TextExact(2), row.GetFieldValue<byte[]>(3), row.GetInt64(4), row.GetInt64(5) != 0);

    internal static IndexedAnchorLeaf ReadLeaf(SqliteDataReader row) => new(
        row.GetInt64(0),
        new AnchorLeaf(row.TextExact(1), row.GetInt64(2), row.TextExact(3), StoredAnchors.ReadHash(row.GetFieldValue<byte[]>(4))) { BundleSha256 = row.IsDBNull(5) ? null : row.TextExact(5) });

    internal static StoredCheckpoint ReadCheckpoint(SqliteDataReader row) => new(
        row.GetInt64(0), StoredAnchors.ReadHash(row.GetFieldValue<byte[]>(1)), row.TextExact(2), Time(row.GetInt64(3)), row.IsDBNull(4) ? null : Time(row.GetInt64(4)));

    private static void Insert(SqliteSession session, long index, AnchorLeaf leaf) => session.Execute(
        "INSERT INTO anchor_leaves (leaf_index, run_id, seq, hash, content_root, bundle_sha256) VALUES ($index, $run, $seq, $hash, $root, $bundle);",
        ("$index", index), ("$run", leaf.RunId), ("$seq", leaf.Seq), ("$hash", leaf.Hash), ("$root", leaf.ContentRoot.ToArray()), ("$bundle", leaf.BundleSha256));

    private static void Store(SqliteSession session, AnchoredRun run) => session.Execute(
        """
        INSERT INTO anchor_runs (run_id, seq, hash, content_range, leaf_index, is_archived) VALUES ($run, $seq, $hash, $range, $leaf, $archived)
        ON CONFLICT (run_id) DO UPDATE
        SET seq = excluded.seq, hash = excluded.hash, content_range = excluded.content_range, leaf_index = excluded.leaf_index, is_archived = excluded.is_archived;
        """,
        ("$run", run.RunId), ("$seq", run.Seq), ("$hash", run.Hash), ("$range", run.ContentRange.ToArray()), ("$leaf", run.LeafIndex), ("$archived", run.IsArchived ? 1 : 0));

    // A forger's time may be beyond the calendar.
    private static DateTimeOffset Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
