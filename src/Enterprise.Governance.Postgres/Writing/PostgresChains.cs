using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres;

/// <summary>The chains of one transaction: heads as they were locked, and what has been sealed after them. Owned by one flush.</summary>
internal sealed class PostgresChains(IReadOnlyList<AuditKeyRecord> keys)
{
    private readonly Dictionary<string, (RunHead? Locked, RunHead? Now)> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<(string RunId, string Key), AppendRequest> _keyed = [];

    internal List<StoredEvent> Rows { get; } = [];

    internal List<(AppendRequest Request, long FirstSeq)> KeyedAppends { get; } = [];

    internal IEnumerable<(string RunId, RunHead? Locked, RunHead Now)> MovedHeads =>
        _heads.Where(static head => head.Value.Now is not null && head.Value.Now != head.Value.Locked).Select(static head => (head.Key, head.Value.Locked, head.Value.Now!));

    internal void Lock(string runId, RunHead? head) => _heads[runId] = (head, head);

    internal bool IsLocked(string runId) => _heads.ContainsKey(runId);

    internal RunHead? HeadOf(string runId) => _heads[runId].Now;

    /// <summary>Seals events after the run's head; nothing if there are none.</summary>
    internal IReadOnlyList<AppendReceipt> Append(string runId, IReadOnlyList<PreparedEvent> events, ChainSealer sealer) =>
        events.Count == 0 ? [] : Append(new AppendRequest(runId, events, null, null, null), sealer);

    /// <summary>Seals a request's events after the run's head, if its conditions hold. Whether its key was used before this transaction, the caller has asked.</summary>
    internal IReadOnlyList<AppendReceipt> Append(AppendRequest request, ChainSealer sealer)
    {
        (RunHead? locked, RunHead? head) = _heads[request.RunId];
        if (request.IdempotencyKey is { } key && _keyed.TryGetValue((request.RunId, key), out AppendRequest? first))
            return Repeat(request, first);
        if (request.ExpectedSeq is { } expected && expected != (head?.Seq ?? 0))
            throw new LedgerException("unexpected_seq", $"the run's last event is {head?.Seq ?? 0}, not {expected}");
        SealedEvents events = sealer.Seal(request.RunId, head, request.Events, () => keys);
        _heads[request.RunId] = (locked, events.Head);
        Rows.AddRange(events.Rows);
        if (request.IdempotencyKey is not null)
        {
            _keyed.Add((request.RunId, request.IdempotencyKey), request);
            KeyedAppends.Add((request, events.Rows[0].Seq));
        }

        return [.. events.Rows.Select(Receipt)];
    }

    /// <summary>Answers a request whose key was used earlier in this very transaction.</summary>
    private List<AppendReceipt> Repeat(AppendRequest request, AppendRequest first)
    {
        long firstSeq = KeyedAppends.First(keyed => ReferenceEquals(keyed.Request, first)).FirstSeq;
        List<StoredEvent> rows = [.. Rows.Where(row => row.RunId == request.RunId && row.Seq >= firstSeq).Take(first.Events.Count)];
        request.RequireRepeat(first.Digest!, firstSeq, rows.SelectMany(static row => row.PersonalValues.Select(value => (row.Seq, value))));
        return [.. rows.Select(Receipt)];
    }

    private static AppendReceipt Receipt(StoredEvent row) => new(row.RunId, row.Seq, row.Hash, row.Timestamp);
}
