using System.Runtime.CompilerServices;

namespace Enterprise.Governance.Ledger.Benchmarks;

/// <summary>A sealed run in memory.</summary>
internal sealed class MemoryRun : ILedgerSnapshot
{
    internal const string Secret = "a secret of the benchmarks, 32 bytes and more";

    internal static readonly AuditKeyRing Ring = new(new AuditKey("k0", Secret));

    private readonly SealedEvents _events;

    internal MemoryRun(int rows, int bytes)
    {
        ChainSealer sealer = new(Ring);
        Records = [.. sealer.DescribeKeys().Select(static r => r with { Generation = 1 })];
        sealer.Activate(Records);
        byte[] data = SampleEvents.Data(bytes);
        _events = sealer.Seal("run", null, [.. Enumerable.Range(0, rows).Select(_ => sealer.Prepare(LedgerEvent.Create("note", data)))], () => Records);
    }

    internal IReadOnlyList<AuditKeyRecord> Records { get; }

    internal IReadOnlyList<StoredEvent> Rows => _events.Rows;

    public ValueTask<IReadOnlyList<AuditKeyRecord>> ReadKeysAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Records);

    public IAsyncEnumerable<AuditKeyUsage> ReadKeyUsageAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<RunHead?> ReadHeadAsync(string runId, CancellationToken cancellationToken) => ValueTask.FromResult<RunHead?>(_events.Head);

    public ValueTask<bool> HasHeadAsync(long generation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<RunSubject?> ReadSubjectAsync(string runId, CancellationToken cancellationToken) => ValueTask.FromResult<RunSubject?>(null);

    public async IAsyncEnumerable<StoredEvent> ReadEventsAsync(string runId, long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        foreach (StoredEvent row in _events.Rows)
            yield return row;
    }

    public IAsyncEnumerable<long> ReadStrayValuesAsync(string runId, CancellationToken cancellationToken) => AsyncEnumerable.Empty<long>();

    public async IAsyncEnumerable<string> ReadRunIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        yield return "run";
    }

    public ValueTask DisposeAsync() => default;
}
