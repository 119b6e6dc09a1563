using System.Text;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>An append. With an idempotency key it first looks, under the head's lock, whether the key was used.</summary>
internal sealed class PostgresAppendWork(GovernancePostgresDatabase database, AppendRequest request, ChainSealer sealer) : PostgresWork<IReadOnlyList<AppendReceipt>>(request.RunId)
{
    private readonly PostgresKeyLookup? _lookup = request.IdempotencyKey is null ? null : new PostgresKeyLookup(database, request);

    internal override bool HasCommands => _lookup is not null;

    internal override bool MayWrite => false;

    internal override bool TakesAnyHead => request is { IdempotencyKey: null, ExpectedSeq: null };

    internal override void AddCommands(NpgsqlBatch batch) => _lookup!.AddCommands(batch);

    internal override Task ReadAsync(NpgsqlDataReader reader) => _lookup!.ReadAsync(reader);

    internal override PostgresWork<IReadOnlyList<AppendReceipt>> Again() => new PostgresAppendWork(database, request, sealer);

    /// <summary>Seals the events in a transaction that is not the queue's.</summary>
    internal IReadOnlyList<AppendReceipt> Receipts(PostgresChains chains) => Decide(chains);

    protected override IReadOnlyList<AppendReceipt> Decide(PostgresChains chains) => _lookup?.FindRepeat() ?? chains.Append(request, sealer);
}

/// <summary>What the database knows of a request's idempotency key.</summary>
internal sealed class PostgresKeyLookup(GovernancePostgresDatabase database, AppendRequest request)
{
    private readonly List<AppendReceipt> _receipts = [];
    private readonly List<(long Seq, PersonalValue Value)> _values = [];
    private (long Seq, string Digest)? _first;

    internal void AddCommands(NpgsqlBatch batch)
    {
        batch.AddCommand(database.Sql(
            """
            SELECT k.seq, k.request_digest, e.seq, e.hash, e.ts FROM {schema}.run_append_keys k
            LEFT JOIN {schema}.run_events e ON e.run_id = k.run_id AND e.seq >= k.seq AND e.seq < k.seq + $3
            WHERE k.run_id = $1 AND k.key = $2 ORDER BY e.seq
            """)).AddText(request.RunId).AddText(request.IdempotencyKey).AddBigint((long)request.Events.Count);
        batch.AddCommand(database.Sql(
            """
            SELECT v.seq, v.path, v.value, v.salt FROM {schema}.run_append_keys k
            JOIN {schema}.run_event_values v ON v.run_id = k.run_id AND v.seq >= k.seq AND v.seq < k.seq + $3
            WHERE k.run_id = $1 AND k.key = $2 ORDER BY v.seq, v.path
            """)).AddText(request.RunId).AddText(request.IdempotencyKey).AddBigint((long)request.Events.Count);
    }

    /// <summary>Reads the answer; once more where another unit has made the transaction be undone.</summary>
    internal async Task ReadAsync(NpgsqlDataReader reader)
    {
        _first = null;
        _receipts.Clear();
        _values.Clear();
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            _first = (reader.GetInt64(0), reader.GetString(1));
            if (!reader.IsDBNull(2))
                _receipts.Add(new AppendReceipt(request.RunId, reader.GetInt64(2), reader.GetString(3), reader.GetString(4)));
        }

        await reader.NextResultAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            _values.Add((reader.GetInt64(0), new PersonalValue(reader.GetString(1), Encoding.UTF8.GetBytes(reader.GetString(2)), reader.GetFieldValue<byte[]>(3))));
        await reader.NextResultAsync().ConfigureAwait(false);
    }

    /// <summary>Returns the receipts of the first append under the key; nothing if the key is new.</summary>
    internal IReadOnlyList<AppendReceipt>? FindRepeat()
    {
        if (_first is not { } first)
            return null;
        request.RequireRepeat(first.Digest, first.Seq, _values);

        // INVARIANT: same digest, so the first append had as many events as this one.
        return _receipts.Count == request.Events.Count
            ? _receipts
            : throw new GovernanceException("chain_damaged", "the events of this idempotency key are no longer in the run; verify it");
    }
}
