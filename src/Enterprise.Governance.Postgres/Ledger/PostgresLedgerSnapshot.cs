using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>The chains as one transaction sees them.</summary>
internal sealed class PostgresLedgerSnapshot(PostgresSnapshot snapshot) : ILedgerSnapshot
{
    public async ValueTask<IReadOnlyList<AuditKeyRecord>> ReadKeysAsync(CancellationToken cancellationToken)
    {
        List<AuditKeyRecord> keys = [];
        await foreach (NpgsqlDataReader row in snapshot.ReadAsync("SELECT kid, alg, generation, check_value FROM {schema}.audit_keys ORDER BY kid", static _ => { }, cancellationToken).ConfigureAwait(false))
            keys.Add(new AuditKeyRecord(row.GetString(0), row.GetString(1), row.BigintOrNull(2), row.GetString(3)));
        return keys;
    }

    public async IAsyncEnumerable<AuditKeyUsage> ReadKeyUsageAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Usage = "SELECT kid, count(*), count(DISTINCT run_id), min(seq), max(seq), min(ts), max(ts) FROM {schema}.run_events GROUP BY kid ORDER BY kid";
        await foreach (NpgsqlDataReader row in snapshot.ReadAsync(Usage, static _ => { }, cancellationToken).ConfigureAwait(false))
            yield return new AuditKeyUsage(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5), row.GetString(6));
    }

    public async ValueTask<RunHead?> ReadHeadAsync(string runId, CancellationToken cancellationToken)
    {
        RunHead? head = null;
        await foreach (NpgsqlDataReader row in snapshot.ReadAsync("SELECT seq, hash, key_generation FROM {schema}.run_heads WHERE run_id = $1", command => command.AddText(runId), cancellationToken).ConfigureAwait(false))
            head = new RunHead(row.GetInt64(0), row.GetString(1), row.GetInt64(2));
        return head;
    }

    public async ValueTask<bool> HasHeadAsync(long generation, CancellationToken cancellationToken)
    {
        bool has = false;
        await foreach (NpgsqlDataReader row in snapshot.ReadAsync("SELECT EXISTS (SELECT FROM {schema}.run_heads WHERE key_generation = $1)", command => command.AddBigint(generation), cancellationToken).ConfigureAwait(false))
            has = row.GetBoolean(0);
        return has;
    }

    public async ValueTask<RunSubject?> ReadSubjectAsync(string runId, CancellationToken cancellationToken)
    {
        RunSubject? subject = null;
        if (snapshot.HasRuns)
        {
            await foreach (NpgsqlDataReader row in snapshot.ReadAsync("SELECT tenant_id, org_id, user_id FROM {schema}.runs WHERE run_id = $1", command => command.AddText(runId), cancellationToken).ConfigureAwait(false))
                subject = new RunSubject(row.GetString(0), row.TextOrNull(1), row.TextOrNull(2));
        }

        return subject;
    }

    public IAsyncEnumerable<StoredEvent> ReadEventsAsync(string runId, long fromSeq, CancellationToken cancellationToken)
    {
        // The driver hands rows out as they arrive; the values of an event come with it, so that one pass is enough. Most runs have none, which the server asks once.
        const string Events =
            """
            SELECT e.seq, e.ts, e.type, e.canonical, e.prev_hash, e.hash, e.kid, e.alg,
                   CASE WHEN EXISTS (SELECT FROM {schema}.run_event_values h WHERE h.run_id = $1) THEN
                       (SELECT json_agg(json_build_array(v.path, v.value, encode(v.salt, 'hex')) ORDER BY v.path)::text
                        FROM {schema}.run_event_values v WHERE v.run_id = e.run_id AND v.seq = e.seq) END
            FROM {schema}.run_events e WHERE e.run_id = $1 AND e.seq >= $2 ORDER BY e.seq
            """;
        return snapshot.ReadAsync(Events, command => command.AddText(runId).AddBigint(fromSeq), ReadEvent, cancellationToken);

        StoredEvent ReadEvent(NpgsqlDataReader row)
        {
            StoredEvent stored = new(
                runId, row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7));
            return row.IsDBNull(8) ? stored : stored with { PersonalValues = ParseValues(row.GetString(8)) };
        }
    }

    public async IAsyncEnumerable<long> ReadStrayValuesAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Strays =
            """
            SELECT DISTINCT v.seq FROM {schema}.run_event_values v
            WHERE v.run_id = $1 AND NOT EXISTS (SELECT FROM {schema}.run_events e WHERE e.run_id = v.run_id AND e.seq = v.seq) ORDER BY v.seq
            """;
        await foreach (NpgsqlDataReader row in snapshot.ReadAsync(Strays, command => command.AddText(runId), cancellationToken).ConfigureAwait(false))
            yield return row.GetInt64(0);
    }

    public IAsyncEnumerable<string> ReadRunIdsAsync(CancellationToken cancellationToken)
    {
        // From one run to the next by the primary key, so that events are not read to learn whose they are.
        const string Ids =
            """
            WITH RECURSIVE events AS (
                (SELECT run_id FROM {schema}.run_events ORDER BY run_id LIMIT 1)
                UNION ALL
                SELECT (SELECT e.run_id FROM {schema}.run_events e WHERE e.run_id > p.run_id ORDER BY e.run_id LIMIT 1) FROM events p WHERE p.run_id IS NOT NULL),
            personal AS (
                (SELECT run_id FROM {schema}.run_event_values ORDER BY run_id LIMIT 1)
                UNION ALL
                SELECT (SELECT v.run_id FROM {schema}.run_event_values v WHERE v.run_id > p.run_id ORDER BY v.run_id LIMIT 1) FROM personal p WHERE p.run_id IS NOT NULL)
            SELECT run_id FROM {schema}.run_heads
            UNION SELECT run_id FROM events WHERE run_id IS NOT NULL
            UNION SELECT run_id FROM personal WHERE run_id IS NOT NULL
            """;
        string ids = $"{Ids}{(snapshot.HasRuns ? "\nUNION SELECT run_id FROM {schema}.runs" : "")}\nORDER BY run_id";

        // Whoever walks the runs reads each of them in between.
        return snapshot.PageAsync(ids, static _ => { }, static row => row.GetString(0), cancellationToken);
    }

    public ValueTask DisposeAsync() => snapshot.DisposeAsync();

    private static ImmutableArray<PersonalValue> ParseValues(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(static value => new PersonalValue(
            value[0].GetString()!, Encoding.UTF8.GetBytes(value[1].GetString()!), Convert.FromHexString(value[2].GetString()!)))];
    }
}
