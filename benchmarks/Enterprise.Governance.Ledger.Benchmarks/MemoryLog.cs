using System.Runtime.CompilerServices;

namespace Enterprise.Governance.Ledger.Benchmarks;

/// <summary>A log in memory with one leaf, which covers a whole run.</summary>
internal sealed class MemoryLog : IAnchorSnapshot
{
    private readonly IndexedAnchorLeaf _leaf;

    internal MemoryLog(ILedgerSnapshot ledger, IReadOnlyList<StoredEvent> rows)
    {
        Ledger = ledger;
        CompactRange content = new();
        foreach (StoredEvent row in rows)
            content.Append(MerkleTree.HashLeaf(row.Canonical.Span));
        _leaf = new IndexedAnchorLeaf(0, new AnchorLeaf("run", rows.Count, rows[^1].Hash, content.GetRoot()));
    }

    public ILedgerSnapshot Ledger { get; }

    public ValueTask<long> ReadSizeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(1L);

    public async IAsyncEnumerable<IndexedAnchorLeaf> ReadLeavesOfAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        yield return _leaf;
    }

    public IAsyncEnumerable<PendingRun> ReadPendingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> CountPendingEventsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> CountPersonalValuesAsync(string runId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<AnchoredRun?> ReadRunAsync(string runId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ReadRunIdsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<IndexedAnchorLeaf> ReadLeavesAsync(long from, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyDictionary<MerkleNode, MerkleHash>> ReadNodesAsync(IReadOnlyCollection<MerkleNode> nodes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredCheckpoint?> ReadCheckpointAsync(long? size, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredCheckpoint?> ReadCheckpointOverAsync(long size, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredCheckpoint> ReadUnpublishedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ReadArchivableAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> IsOpenAsync(string runId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;
}
