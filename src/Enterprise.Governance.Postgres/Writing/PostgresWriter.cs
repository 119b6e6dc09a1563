using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>
/// The group commits of one process. Units are spread over a few queues by their run, so that one flush is sealed while another is stored; those that take the meter's locks stay together, where they share a
/// transaction, since apart they would wait for each other.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    // Each flushes on a connection of its own: an eighth of the pool, and more than a few gain nothing.
    private const int MaxQueues = 4, PoolShare = 8;

    private readonly PostgresLanes _lanes;
    private readonly PostgresWriteQueue[] _queues;

    internal PostgresWriter(GovernancePostgresDatabase database)
    {
        PostgresFlush flush = new(database);
        _lanes = new PostgresLanes(flush);
        int room = new NpgsqlConnectionStringBuilder(database.DataSource.ConnectionString).MaxPoolSize / PoolShare;
        _queues = [.. Enumerable.Range(0, Math.Clamp(room, 1, MaxQueues)).Select(_ => new PostgresWriteQueue(database, flush, _lanes))];
    }

    internal ValueTask<TResult> EnqueueAsync<TResult>(PostgresWork<TResult> work, CancellationToken cancellationToken)
    {
        uint place = work.LockKeys.Count > 0 ? 0 : (uint)string.GetHashCode(work.RunId, StringComparison.Ordinal) % (uint)_queues.Length;
        return _queues[place].EnqueueAsync(work, cancellationToken);
    }

    /// <summary>Takes no more units.</summary>
    internal void Close() => Array.ForEach(_queues, static queue => queue.Close());

    /// <summary>Takes no more units, and ends when those it has are done.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        foreach (PostgresWriteQueue queue in _queues)
            await queue.EndAsync().ConfigureAwait(false);
        await _lanes.EndAsync().ConfigureAwait(false);
    }
}
