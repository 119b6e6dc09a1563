using System.Runtime.CompilerServices;
using System.Text;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>A read transaction on the ledger's tables; reading is synchronous underneath, the caller's thread does it.</summary>
internal sealed class SqliteLedgerSnapshot(SqliteSnapshot snapshot) : ILedgerSnapshot
{
    // Asked once per snapshot: a ledger alone has no table of runs.
    private readonly Lazy<bool> _hasRuns = new(() => snapshot.Session.ScalarLong("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'runs';") > 0);

    public ValueTask<IReadOnlyList<AuditKeyRecord>> ReadKeysAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Translated(static session => SqliteLedgerOperations.ReadKeys(session), snapshot.Session));

    public ValueTask<RunHead?> ReadHeadAsync(string runId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Translated(static s => SqliteLedgerOperations.ReadHead(s.Session, s.runId), (snapshot.Session, runId)));

    public ValueTask<RunSubject?> ReadSubjectAsync(string runId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Translated(static s => s.self.ReadSubject(s.runId), (self: this, runId)));

    public async IAsyncEnumerable<StoredEvent> ReadEventsAsync(string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        using SqliteCommand command = snapshot.Session.Connection.CreateCommand();
        command.CommandText = "SELECT run_id, seq, ts, type, canonical, prev_hash, hash, kid, alg FROM run_events WHERE run_id = $run AND seq >= $from ORDER BY seq;";
        command.Parameters.AddWithValue("$run", runId);
        command.Parameters.AddWithValue("$from", fromSeq);
        using SqliteDataReader reader = Translated(static c => c.ExecuteReader(), command);
        while (Translated(static r => r.Read(), reader))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return SqliteLedgerOperations.ReadRow(reader);
        }
    }

    public async IAsyncEnumerable<string> ReadRunIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        using SqliteCommand command = snapshot.Session.Connection.CreateCommand();
        command.CommandText = "SELECT run_id FROM run_heads UNION SELECT DISTINCT run_id FROM run_events" + (_hasRuns.Value ? " UNION SELECT run_id FROM runs" : "") + " ORDER BY run_id;";
        using SqliteDataReader reader = Translated(static c => c.ExecuteReader(), command);
        while (Translated(static r => r.Read(), reader))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return ReadId(reader.GetFieldValue<byte[]>(0));
        }
    }

    private RunSubject? ReadSubject(string runId)
    {
        if (!_hasRuns.Value)
            return null;
        using SqliteDataReader reader = snapshot.Session.Query("SELECT tenant_id, org_id, user_id FROM runs WHERE run_id = $run;", ("$run", runId));
        return reader.Read() ? new RunSubject(reader.GetString(0), reader.TextOrNull(1), reader.TextOrNull(2)) : null;
    }

    private static T Translated<TState, T>(Func<TState, T> read, TState state)
    {
        try
        {
            return read(state);
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Translate(e);
        }
    }

    /// <summary>Bytes that are not UTF-8 are nobody's run id: the lone surrogate keeps them from passing for one.</summary>
    private static string ReadId(byte[] id) => System.Text.Unicode.Utf8.IsValid(id) ? Encoding.UTF8.GetString(id) : Encoding.UTF8.GetString(id) + "\uD800";

    public ValueTask DisposeAsync()
    {
        snapshot.Dispose();
        return ValueTask.CompletedTask;
    }
}
