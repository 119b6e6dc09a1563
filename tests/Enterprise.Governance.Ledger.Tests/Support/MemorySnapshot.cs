using System.Runtime.CompilerServices;

namespace Enterprise.Governance.Ledger.Tests.Support;

/// <summary>A run in memory that counts how many of its rows are alive at once.</summary>
internal sealed class MemorySnapshot(IEnumerable<StoredEvent> rows, IReadOnlyList<AuditKeyRecord> keys, RunHead? head = null) : ILedgerSnapshot
{
    private readonly List<WeakReference<StoredEvent>> _handedOut = [];

    internal int MostAlive { get; private set; }

    public ValueTask<IReadOnlyList<AuditKeyRecord>> ReadKeysAsync(CancellationToken cancellationToken) => ValueTask.FromResult(keys);

    public IAsyncEnumerable<AuditKeyUsage> ReadKeyUsageAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<RunHead?> ReadHeadAsync(string runId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(head ?? (rows.LastOrDefault() is { } last ? new RunHead(last.Seq, last.Hash, keys.Single(k => k.Kid == last.Kid).Generation!.Value) : null));

    public ValueTask<bool> HasHeadAsync(long generation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<RunSubject?> ReadSubjectAsync(string runId, CancellationToken cancellationToken) => ValueTask.FromResult<RunSubject?>(null);

    public async IAsyncEnumerable<StoredEvent> ReadEventsAsync(string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        int count = 0;
        foreach (StoredEvent row in rows)
        {
            if (++count % 500 == 0)
                CountAlive();
            // The copy belongs to whoever enumerates: nothing here keeps it.
            yield return Remember(row);
        }
    }

    public IAsyncEnumerable<long> ReadStrayValuesAsync(string runId, CancellationToken cancellationToken) => AsyncEnumerable.Empty<long>();

    public async IAsyncEnumerable<string> ReadRunIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (string id in rows.Select(static r => r.RunId).Distinct())
            yield return id;
    }

    public ValueTask DisposeAsync() => default;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private StoredEvent Remember(StoredEvent row)
    {
        StoredEvent copy = row with { };
        _handedOut.Add(new WeakReference<StoredEvent>(copy));
        return copy;
    }

    private void CountAlive()
    {
        GC.Collect();
        MostAlive = Math.Max(MostAlive, _handedOut.Count(static r => r.TryGetTarget(out _)));
    }
}
