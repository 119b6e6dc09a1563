using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>A read transaction on the ledger's tables; reading is synchronous underneath, the caller's thread does it.</summary>
internal sealed class SqliteLedgerSnapshot(SqliteSnapshot snapshot) : ILedgerSnapshot
{
    // Asked once per snapshot: a ledger alone has no table of runs.
    private readonly Lazy<bool> _hasRuns = new(() => snapshot.Session.ScalarLong("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'runs';") > 0);

    public ValueTask<IReadOnlyList<AuditKeyRecord>> ReadKeysAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(SqliteSnapshot.Translated(static session => SqliteLedgerOperations.ReadKeys(session), snapshot.Session));

    public IAsyncEnumerable<AuditKeyUsage> ReadKeyUsageAsync(CancellationToken cancellationToken) => snapshot.ReadAsync(
        "SELECT kid, count(*), count(DISTINCT run_id), min(seq), max(seq), min(ts), max(ts) FROM run_events GROUP BY kid ORDER BY kid;",
        static row => new AuditKeyUsage(row.TextExact(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.TextExact(5), row.TextExact(6)), cancellationToken);

    public ValueTask<RunHead?> ReadHeadAsync(string runId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SqliteSnapshot.Translated(static s => SqliteLedgerOperations.ReadHead(s.Session, s.runId), (snapshot.Session, runId)));

    public ValueTask<bool> HasHeadAsync(long generation, CancellationToken cancellationToken) =>
        ValueTask.FromResult(snapshot.One("SELECT EXISTS (SELECT 1 FROM run_heads WHERE key_generation = $generation);", static row => row.GetBoolean(0), ("$generation", generation)));

    public ValueTask<RunSubject?> ReadSubjectAsync(string runId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SqliteSnapshot.Translated(static s => s.self.ReadSubject(s.runId), (self: this, runId)));

    public async IAsyncEnumerable<StoredEvent> ReadEventsAsync(string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        using SqliteCommand command = snapshot.Session.Connection.CreateCommand();
        command.CommandText = "SELECT run_id, seq, ts, type, canonical, prev_hash, hash, kid, alg FROM run_events WHERE run_id = $run AND seq >= $from ORDER BY seq;";
        command.Parameters.AddWithValue("$run", runId);
        command.Parameters.AddWithValue("$from", fromSeq);
        using SqliteCommand valuesCommand = snapshot.Session.Connection.CreateCommand();
        valuesCommand.CommandText = "SELECT seq, path, value, salt FROM run_event_values WHERE run_id = $run AND seq >= $from ORDER BY seq, path;";
        valuesCommand.Parameters.AddWithValue("$run", runId);
        valuesCommand.Parameters.AddWithValue("$from", fromSeq);

        // Two readers side by side in one order: an event finds its values where the second one stands.
        using SqliteDataReader reader = SqliteSnapshot.Translated(static c => c.ExecuteReader(), command);
        using SqliteDataReader values = SqliteSnapshot.Translated(static c => c.ExecuteReader(), valuesCommand);
        bool hasValue = SqliteSnapshot.Translated(static r => r.Read(), values);
        while (SqliteSnapshot.Translated(static r => r.Read(), reader))
        {
            cancellationToken.ThrowIfCancellationRequested();
            StoredEvent row = SqliteLedgerOperations.ReadRow(reader);
            (ImmutableArray<PersonalValue> own, hasValue) = SqliteSnapshot.Translated(static s => (SqliteValueOperations.Take(s.values, s.Seq, ref s.hasValue), s.hasValue), (values, row.Seq, hasValue));
            yield return own.IsEmpty ? row : row with { PersonalValues = own };
        }
    }

    public IAsyncEnumerable<long> ReadStrayValuesAsync(string runId, CancellationToken cancellationToken) => snapshot.ReadAsync(
        """
        SELECT DISTINCT seq FROM run_event_values AS v
        WHERE run_id = $run AND NOT EXISTS (SELECT 1 FROM run_events AS e WHERE e.run_id = v.run_id AND e.seq = v.seq) ORDER BY seq;
        """,
        static row => row.GetInt64(0), cancellationToken, ("$run", runId));

    public IAsyncEnumerable<string> ReadRunIdsAsync(CancellationToken cancellationToken) => snapshot.ReadAsync(
        "SELECT run_id FROM run_heads UNION SELECT DISTINCT run_id FROM run_events UNION SELECT DISTINCT run_id FROM run_event_values" + (_hasRuns.Value ? " UNION SELECT run_id FROM runs" : "") + " ORDER BY run_id;",
        static row => row.TextExact(0), cancellationToken);

    private RunSubject? ReadSubject(string runId)
    {
        if (!_hasRuns.Value)
            return null;
        using SqliteDataReader reader = snapshot.Session.Query("SELECT tenant_id, org_id, user_id FROM runs WHERE run_id = $run;", ("$run", runId));
        return reader.Read() ? new RunSubject(reader.GetString(0), reader.TextOrNull(1), reader.TextOrNull(2)) : null;
    }

    public ValueTask DisposeAsync()
    {
        snapshot.Dispose();
        return ValueTask.CompletedTask;
    }
}
