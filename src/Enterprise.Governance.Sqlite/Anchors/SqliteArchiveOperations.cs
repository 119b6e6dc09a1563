using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>The statements by which a run leaves, to be run inside a unit of work; SQLite's write lock is held.</summary>
internal static class SqliteArchiveOperations
{
    internal static ArchiveStatus Archive(SqliteSession session, AnchorCommit commit, long personalValues, DateTimeOffset now)
    {
        AnchorLeaf tombstone = commit.Leaves[0];
        string runId = tombstone.RunId;
        if (SqliteLedgerOperations.ReadHead(session, runId) is not { } head || (head.Seq, head.Hash) != (tombstone.Seq, tombstone.Hash)
            || ReadLastLeaf(session, runId) != tombstone with { BundleSha256 = null }
            || session.ScalarLong("SELECT count(*) FROM run_event_values WHERE run_id = $run;", ("$run", runId)) != personalValues)
            return ArchiveStatus.RunMoved;
        if (IsOpen(session, runId, now))
            return ArchiveStatus.RunOpen;
        if (!SqliteAnchorOperations.Append(session, commit, now))
            return ArchiveStatus.LogMoved;
        foreach (string table in (string[])["run_event_values", "run_append_keys", "run_events", "run_heads"])
            session.Execute($"DELETE FROM {table} WHERE run_id = $run;", ("$run", runId));
        return ArchiveStatus.Archived;
    }

    /// <summary>Tells whether the log has a tombstone of the run. A ledger alone has no log.</summary>
    internal static bool IsArchived(SqliteSession session, string runId) =>
        HasTable(session, "anchor_runs") && session.ScalarLong("SELECT count(*) FROM anchor_runs WHERE run_id = $run AND is_archived = 1;", ("$run", runId)) > 0;

    /// <summary>Tells whether the run has not ended, or an approval, an action or a hold of it may still make an event. A ledger alone has no runs that could be open.</summary>
    internal static bool IsOpen(SqliteSession session, string runId, DateTimeOffset now) =>
        HasTable(session, "runs") && session.ScalarLong(
            """
            SELECT EXISTS (SELECT 1 FROM runs WHERE run_id = $run AND state NOT IN ('completed', 'failed', 'cancelled'))
                OR EXISTS (SELECT 1 FROM approvals WHERE run_id = $run AND state = 'pending' AND expires_at > $now)
                OR EXISTS (SELECT 1 FROM action_claims WHERE run_id = $run AND state = 'running' AND heartbeat_until > $now)
                OR EXISTS (SELECT 1 FROM runs AS r JOIN cost_holds AS h ON h.tenant_id = r.tenant_id AND h.run_id = r.run_id WHERE r.run_id = $run AND h.expires_at > $now);
            """,
            ("$run", runId), ("$now", now.ToUnixTimeMilliseconds())) != 0;

    private static AnchorLeaf? ReadLastLeaf(SqliteSession session, string runId)
    {
        using SqliteDataReader reader = session.Query(
            "SELECT leaf_index, run_id, seq, hash, content_root, bundle_sha256 FROM anchor_leaves WHERE run_id = $run ORDER BY leaf_index DESC LIMIT 1;", ("$run", runId));
        return reader.Read() ? SqliteAnchorOperations.ReadLeaf(reader).Leaf : null;
    }

    private static bool HasTable(SqliteSession session, string name) =>
        session.ScalarLong("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $name;", ("$name", name)) > 0;
}
