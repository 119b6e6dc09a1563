namespace Enterprise.Governance.Ledger;

/// <summary>One consistent view of chains and log. Streams may be read inside each other; not thread-safe otherwise.</summary>
/// <remarks>
/// What is stored is handed out, whoever has written it: a text as it is, a range of any length, a position or seq of any sign, and for a hash of the tree that has not 32 bytes the hash of 32 zeros, which is that of
/// nothing. So a forged row stops no stream, and verification refuses it. Only a log without a size from 0 is an error: <c>anchor_log_damaged</c>.
/// </remarks>
public interface IAnchorSnapshot : IAsyncDisposable
{
    /// <summary>Gets the chains, as of the same moment.</summary>
    ILedgerSnapshot Ledger { get; }

    /// <summary>Reads the number of leaves.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The size of the log, 0 for one that was never written.</returns>
    /// <exception cref="GovernanceException">The row of the log is gone, or its size is negative (<c>anchor_log_damaged</c>).</exception>
    ValueTask<long> ReadSizeAsync(CancellationToken cancellationToken);

    /// <summary>Streams the runs whose head the log does not cover, in ordinal order of their ids. Runs that were archived are not among them.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The runs.</returns>
    IAsyncEnumerable<PendingRun> ReadPendingAsync(CancellationToken cancellationToken);

    /// <summary>Counts the events that the log does not cover.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The number, by the heads; none of runs that were archived.</returns>
    ValueTask<long> CountPendingEventsAsync(CancellationToken cancellationToken);

    /// <summary>Streams the runs that may be archived, in ordinal order of their ids: the last leaf covers the head, the last event is old enough, and nothing is under way. Whether they verify is not looked at.</summary>
    /// <param name="before">The time of the last event is before this.</param>
    /// <param name="after">The id behind which to begin, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The ids.</returns>
    IAsyncEnumerable<string> ReadArchivableAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken);

    /// <summary>Tells whether something may still happen in a run: it has not ended, or an approval is pending, an action is under way or budget is held. A database without a table of runs knows of none.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Whether the run is open.</returns>
    ValueTask<bool> IsOpenAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Counts the personal values of a run that are stored.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The number; 0 once they were erased.</returns>
    ValueTask<long> CountPersonalValuesAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Reads where the log stands with a run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The state, or <see langword="null"/> if the log has no leaf of it.</returns>
    ValueTask<AnchoredRun?> ReadRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Streams the ids of all runs of which the log has a leaf, in ordinal order.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The ids, each once.</returns>
    IAsyncEnumerable<string> ReadRunIdsAsync(CancellationToken cancellationToken);

    /// <summary>Streams leaves in their order.</summary>
    /// <param name="from">The first position.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The leaves, as they are stored.</returns>
    IAsyncEnumerable<IndexedAnchorLeaf> ReadLeavesAsync(long from, CancellationToken cancellationToken);

    /// <summary>Streams the leaves of a run in their order.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The leaves, as they are stored.</returns>
    IAsyncEnumerable<IndexedAnchorLeaf> ReadLeavesOfAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Reads nodes of the tree.</summary>
    /// <param name="nodes">Their places.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The hashes of those that are stored.</returns>
    ValueTask<IReadOnlyDictionary<MerkleNode, MerkleHash>> ReadNodesAsync(IReadOnlyCollection<MerkleNode> nodes, CancellationToken cancellationToken);

    /// <summary>Reads the checkpoint of a size, or the largest.</summary>
    /// <param name="size">The size; the largest if absent.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The checkpoint, or <see langword="null"/> if there is none.</returns>
    ValueTask<StoredCheckpoint?> ReadCheckpointAsync(long? size, CancellationToken cancellationToken);

    /// <summary>Reads the smallest checkpoint that has a leaf.</summary>
    /// <param name="index">The position of the leaf.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The checkpoint, or <see langword="null"/> if none is that large.</returns>
    ValueTask<StoredCheckpoint?> ReadCheckpointOverAsync(long index, CancellationToken cancellationToken);

    /// <summary>Streams the checkpoints that not every sink has, the smallest first.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The checkpoints.</returns>
    IAsyncEnumerable<StoredCheckpoint> ReadUnpublishedAsync(CancellationToken cancellationToken);
}
