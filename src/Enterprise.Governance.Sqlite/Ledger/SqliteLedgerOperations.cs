using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>The ledger's statements, to be run inside a unit of work; SQLite's write lock is held, so a head cannot move meanwhile.</summary>
internal static class SqliteLedgerOperations
{
    internal static IReadOnlyList<AppendReceipt> Append(SqliteSession session, AppendRequest request, ChainSealer sealer)
    {
        if (request.IdempotencyKey is not null && FindRepeat(session, request) is { } repeat)
            return repeat;
        RunHead? head = ReadHead(session, request.RunId);
        if (request.ExpectedSeq is { } expected && expected != (head?.Seq ?? 0))
            throw new LedgerException("unexpected_seq", $"the run's last event is {head?.Seq ?? 0}, not {expected}");
        if (head is null && SqliteArchiveOperations.IsArchived(session, request.RunId))
            throw new LedgerException("run_archived", StoredAnchors.RunArchived);
        SealedEvents events = sealer.Seal(request.RunId, head, request.Events, () => ReadKeys(session));
        bool keepsValues = request.HasPersonalValues && !SqliteValueOperations.IsErased(session, request.RunId);
        // First, and by the driver, which waits where a host's transaction has not written yet and another connection does.
        MoveHead(session, request.RunId, head, events.Head);
        Insert(session, events.Rows);
        if (keepsValues)
        {
            foreach (StoredEvent row in events.Rows)
                SqliteValueOperations.Insert(session, row);
        }

        if (request.IdempotencyKey is not null)
        {
            session.Execute(
                "INSERT INTO run_append_keys (run_id, key, seq, request_digest) VALUES ($run, $key, $seq, $digest);",
                ("$run", request.RunId), ("$key", request.IdempotencyKey), ("$seq", events.Rows[0].Seq), ("$digest", request.Digest));
        }

        return [.. events.Rows.Select(static row => new AppendReceipt(row.RunId, row.Seq, row.Hash, row.Timestamp))];
    }

    internal static RunHead? ReadHead(SqliteSession session, string runId)
    {
        using SqliteDataReader reader = session.Query("SELECT seq, hash, key_generation FROM run_heads WHERE run_id = $run;", ("$run", runId));
        return reader.Read() ? new RunHead(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2)) : null;
    }

    internal static IReadOnlyList<AuditKeyRecord> ReadKeys(SqliteSession session)
    {
        List<AuditKeyRecord> keys = [];
        using SqliteDataReader reader = session.Query("SELECT kid, alg, generation, check_value FROM audit_keys ORDER BY kid;");
        while (reader.Read())
            keys.Add(new AuditKeyRecord(reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.GetString(3)));
        return keys;
    }

    internal static IReadOnlyList<AuditKeyRecord> RegisterKeys(SqliteSession session, IReadOnlyList<AuditKeyRecord> keys)
    {
        IReadOnlyList<AuditKeyRecord> known = ReadKeys(session);
        foreach (AuditKeyRecord key in keys)
        {
            AuditKeyRecord? stored = known.FirstOrDefault(record => record.Kid == key.Kid);
            if (stored is not null && stored.CheckValue != key.CheckValue)
                throw new LedgerException("audit_key_changed", $"the audit key `{key.Kid}` is not the one this database was written with; give a new secret a new kid");
            if (stored is null)
                session.Execute("INSERT INTO audit_keys (kid, alg, generation, check_value) VALUES ($kid, $alg, NULL, $check);", ("$kid", key.Kid), ("$alg", key.Algorithm), ("$check", key.CheckValue));
        }

        // A generation is set once, when its key is first active; a repeat changes nothing.
        session.Execute(
            "UPDATE audit_keys SET generation = (SELECT coalesce(max(generation), 0) + 1 FROM audit_keys) WHERE kid = $kid AND generation IS NULL;",
            ("$kid", keys[0].Kid));
        return ReadKeys(session);
    }

    /// <summary>Reads a row. INVARIANT: the canonical text comes as the bytes that are stored; a decoder would forgive a forger's.</summary>
    internal static StoredEvent ReadRow(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3),
        reader.GetFieldValue<byte[]>(4), reader.GetString(5), reader.GetString(6), reader.GetString(7), reader.GetString(8));

    private static IReadOnlyList<AppendReceipt>? FindRepeat(SqliteSession session, AppendRequest request)
    {
        long first;
        string digest;
        using (SqliteDataReader key = session.Query("SELECT seq, request_digest FROM run_append_keys WHERE run_id = $run AND key = $key;", ("$run", request.RunId), ("$key", request.IdempotencyKey)))
        {
            if (!key.Read())
                return null;
            (first, digest) = (key.GetInt64(0), key.GetString(1));
        }

        request.RequireRepeat(digest, first, request.HasPersonalValues ? SqliteValueOperations.Read(session, request.RunId, first, first + request.Events.Count) : []);

        // INVARIANT: same digest, so the first append had as many events as this one.
        List<AppendReceipt> receipts = [];
        using SqliteDataReader rows = session.Query(
            "SELECT seq, hash, ts FROM run_events WHERE run_id = $run AND seq >= $first AND seq < $end ORDER BY seq;",
            ("$run", request.RunId), ("$first", first), ("$end", first + request.Events.Count));
        while (rows.Read())
            receipts.Add(new AppendReceipt(request.RunId, rows.GetInt64(0), rows.GetString(1), rows.GetString(2)));
        if (receipts.Count != request.Events.Count)
            throw new GovernanceException("chain_damaged", "the events of this idempotency key are no longer in the run; verify it");
        return receipts;
    }

    /// <summary>Inserts rows of one run and one key.</summary>
    private static void Insert(SqliteSession session, IReadOnlyList<StoredEvent> rows)
    {
        SqliteStatement insert = session.Statement("INSERT INTO run_events (run_id, seq, ts, type, canonical, prev_hash, hash, kid, alg) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);");
        insert.Bind(1, rows[0].RunId);
        insert.Bind(8, rows[0].Kid);
        insert.Bind(9, rows[0].Alg);
        foreach (StoredEvent row in rows)
        {
            insert.Bind(2, row.Seq);
            insert.Bind(3, row.Timestamp);
            insert.Bind(4, row.Type);
            insert.Bind(5, row.Canonical.Span);
            insert.Bind(6, row.PrevHash);
            insert.Bind(7, row.Hash);
            insert.Execute();
        }
    }

    /// <summary>Compare-and-set of the head. The write lock makes a miss impossible; if it ever happens, nothing may be stored.</summary>
    private static void MoveHead(SqliteSession session, string runId, RunHead? from, RunHead to)
    {
        int changed = from is null
            ? session.Execute(
                "INSERT INTO run_heads (run_id, seq, hash, key_generation) VALUES ($run, $seq, $hash, $generation) ON CONFLICT DO NOTHING;",
                ("$run", runId), ("$seq", to.Seq), ("$hash", to.Hash), ("$generation", to.KeyGeneration))
            : session.Execute(
                "UPDATE run_heads SET seq = $seq, hash = $hash, key_generation = $generation WHERE run_id = $run AND seq = $oldSeq AND hash = $oldHash;",
                ("$run", runId), ("$seq", to.Seq), ("$hash", to.Hash), ("$generation", to.KeyGeneration), ("$oldSeq", from.Seq), ("$oldHash", from.Hash));
        if (changed != 1)
            throw new LedgerException("head_moved", "the run's head moved during the append", isTransient: true);
    }
}
