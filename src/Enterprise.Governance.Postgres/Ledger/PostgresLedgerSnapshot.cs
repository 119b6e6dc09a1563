using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>A REPEATABLE READ, READ ONLY transaction: all of its statements see the moment of the first.</summary>
internal sealed class PostgresLedgerSnapshot : ILedgerSnapshot
{
    private const int PageSize = 1000;

    private readonly GovernancePostgresDatabase _database;
    private readonly NpgsqlConnection _connection;

    // A snapshot has one user at a time.
    private int _cursors;

    private PostgresLedgerSnapshot(GovernancePostgresDatabase database, NpgsqlConnection connection, bool hasRuns)
    {
        _database = database;
        _connection = connection;
        HasRuns = hasRuns;
    }

    /// <summary>Gets whether there is a table of runs; a ledger alone has none.</summary>
    private bool HasRuns { get; }

    internal static async Task<PostgresLedgerSnapshot> OpenAsync(GovernancePostgresDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await OpenOnceAsync(database, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgresFailure.IsLostConnection(e))
            {
                // The pool kept connections that have died, as after a restart of the server.
                database.DataSource.Clear();
                return await OpenOnceAsync(database, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure && failure != e)
        {
            throw failure;
        }
    }

    private static async Task<PostgresLedgerSnapshot> OpenOnceAsync(GovernancePostgresDatabase database, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await database.DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            NpgsqlBatch batch = database.CreateBatch(connection);
            await using (batch.ConfigureAwait(false))
            {
                batch.AddCommand("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");

                // The statement that fixes the snapshot.
                batch.AddCommand(database.Sql("SELECT to_regclass($1) IS NOT NULL")).AddText(database.Sql("{schema}.runs"));
                return new PostgresLedgerSnapshot(database, connection, hasRuns: await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true);
            }
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<AuditKeyRecord>> ReadKeysAsync(CancellationToken cancellationToken)
    {
        List<AuditKeyRecord> keys = [];
        await foreach (NpgsqlDataReader row in ReadAsync("SELECT kid, alg, generation, check_value FROM {schema}.audit_keys ORDER BY kid", static _ => { }, cancellationToken).ConfigureAwait(false))
            keys.Add(new AuditKeyRecord(row.GetString(0), row.GetString(1), row.BigintOrNull(2), row.GetString(3)));
        return keys;
    }

    public async ValueTask<RunHead?> ReadHeadAsync(string runId, CancellationToken cancellationToken)
    {
        RunHead? head = null;
        await foreach (NpgsqlDataReader row in ReadAsync("SELECT seq, hash, key_generation FROM {schema}.run_heads WHERE run_id = $1", command => command.AddText(runId), cancellationToken).ConfigureAwait(false))
            head = new RunHead(row.GetInt64(0), row.GetString(1), row.GetInt64(2));
        return head;
    }

    public async ValueTask<RunSubject?> ReadSubjectAsync(string runId, CancellationToken cancellationToken)
    {
        RunSubject? subject = null;
        if (HasRuns)
        {
            await foreach (NpgsqlDataReader row in ReadAsync("SELECT tenant_id, org_id, user_id FROM {schema}.runs WHERE run_id = $1", command => command.AddText(runId), cancellationToken).ConfigureAwait(false))
                subject = new RunSubject(row.GetString(0), row.TextOrNull(1), row.TextOrNull(2));
        }

        return subject;
    }

    public async IAsyncEnumerable<StoredEvent> ReadEventsAsync(string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The driver hands rows out as they arrive; the values of an event come with it, so that one pass is enough.
        const string Events =
            """
            SELECT e.run_id, e.seq, e.ts, e.type, e.canonical, e.prev_hash, e.hash, e.kid, e.alg,
                   (SELECT json_agg(json_build_array(v.path, v.value, encode(v.salt, 'hex')) ORDER BY v.path)::text
                    FROM {schema}.run_event_values v WHERE v.run_id = e.run_id AND v.seq = e.seq)
            FROM {schema}.run_events e WHERE e.run_id = $1 AND e.seq >= $2 ORDER BY e.seq
            """;
        await foreach (NpgsqlDataReader row in ReadAsync(Events, command => command.AddText(runId).AddBigint(fromSeq), cancellationToken).ConfigureAwait(false))
        {
            StoredEvent stored = new(
                row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), Encoding.UTF8.GetBytes(row.GetString(4)), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8));
            yield return row.IsDBNull(9) ? stored : stored with { PersonalValues = ParseValues(row.GetString(9)) };
        }
    }

    public async IAsyncEnumerable<long> ReadStrayValuesAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Strays =
            """
            SELECT DISTINCT v.seq FROM {schema}.run_event_values v
            WHERE v.run_id = $1 AND NOT EXISTS (SELECT FROM {schema}.run_events e WHERE e.run_id = v.run_id AND e.seq = v.seq) ORDER BY v.seq
            """;
        await foreach (NpgsqlDataReader row in ReadAsync(Strays, command => command.AddText(runId), cancellationToken).ConfigureAwait(false))
            yield return row.GetInt64(0);
    }

    public async IAsyncEnumerable<string> ReadRunIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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
        // Whoever walks the runs reads each of them in between, on this connection: a cursor, which ends with the transaction.
        string name = $"run_ids_{++_cursors}";
        string declare = $"DECLARE {name} NO SCROLL CURSOR FOR {Ids}{(HasRuns ? "\nUNION SELECT run_id FROM {schema}.runs" : "")}\nORDER BY run_id";
        await foreach (NpgsqlDataReader _ in ReadAsync(declare, static _ => { }, cancellationToken).ConfigureAwait(false))
        {
        }

        List<string> ids = [];
        do
        {
            ids.Clear();
            await foreach (NpgsqlDataReader row in ReadAsync($"FETCH FORWARD {PageSize} FROM {name}", static _ => { }, cancellationToken).ConfigureAwait(false))
                ids.Add(row.GetString(0));
            foreach (string id in ids)
                yield return id;
        }
        while (ids.Count == PageSize);
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync().ConfigureAwait(false);

    private static ImmutableArray<PersonalValue> ParseValues(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(static value => new PersonalValue(
            value[0].GetString()!, Encoding.UTF8.GetBytes(value[1].GetString()!), Convert.FromHexString(value[2].GetString()!)))];
    }

    private async IAsyncEnumerable<NpgsqlDataReader> ReadAsync(string sql, Action<NpgsqlBatchCommand> bind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        NpgsqlBatch batch = _database.CreateBatch(_connection);
        await using (batch.ConfigureAwait(false))
        {
            bind(batch.AddCommand(_database.Sql(sql)));
            NpgsqlDataReader reader = await Translated(batch.ExecuteReaderAsync(cancellationToken)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await Translated(reader.ReadAsync(cancellationToken)).ConfigureAwait(false))
                    yield return reader;
            }
        }
    }

    private static async Task<T> Translated<T>(Task<T> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure && failure != e)
        {
            throw failure;
        }
    }
}
