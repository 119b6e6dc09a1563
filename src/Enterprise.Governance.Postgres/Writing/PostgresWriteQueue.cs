using System.Threading.Channels;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres;

/// <summary>
/// Group commit of one process: what arrives while a flush is in flight forms the next one. No timer, no delay when idle. A unit whose run
/// somebody else holds keeps nobody waiting: it goes to a lane of its run or, when all are open, is put off; after the lock timeout it fails. Bounded: a full queue makes callers wait.
/// </summary>
internal sealed class PostgresWriteQueue : IAsyncDisposable
{
    private const int Capacity = 4096, MaxBatch = 256;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(50);

    private readonly Channel<PostgresWork> _items = Channel.CreateBounded<PostgresWork>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly PostgresFlush _flush;
    private readonly PostgresLanes _lanes;
    private readonly TimeSpan _patience;
    private readonly Task _loop;

    // Units whose run somebody else holds. Owned by the loop.
    private readonly List<PostgresWork> _putOff = [];

    internal PostgresWriteQueue(GovernancePostgresDatabase database)
    {
        _flush = new PostgresFlush(database);
        _lanes = new PostgresLanes(_flush);
        _patience = TimeSpan.FromMilliseconds(database.LockTimeoutMilliseconds);

        // Of whoever comes first nothing flows into the loop, above all no ambient transaction, which the driver would join.
        using (ExecutionContext.SuppressFlow())
            _loop = Task.Run(RunAsync);
    }

    // The clock of delays alone. Nothing that is stored comes from it.
    private static TimeProvider Clock => TimeProvider.System;

    /// <summary>Has a unit done. One whose run was continued with a newer audit key than this process has is done once more after the keys were asked for: nothing of it was stored.</summary>
    internal async ValueTask<TResult> EnqueueAsync<TResult>(PostgresWork<TResult> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (bool isRepeat = false; ; isRepeat = true)
        {
            work.EnqueuedAt = Clock.GetTimestamp();
            try
            {
                await _items.Writer.WriteAsync(work, cancellationToken).ConfigureAwait(false);
                return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                throw new ObjectDisposedException(nameof(GovernancePostgresDatabase));
            }
            catch (LedgerException e) when (!isRepeat)
            {
                if (!await e.CatchUpAsync(cancellationToken).ConfigureAwait(false))
                    throw;
                work = work.Again();
            }
        }
    }

    /// <summary>Takes no more units.</summary>
    internal void Close() => _items.Writer.TryComplete();

    /// <summary>Takes no more units, and ends when those it has are done.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await _loop.ConfigureAwait(false);
        await _lanes.EndAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        List<PostgresWork> batch = [];
        while (_putOff.Count > 0 || await _items.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            TakeDue(batch);
            while (batch.Count < MaxBatch && _items.Reader.TryRead(out PostgresWork? work))
            {
                if (!_lanes.TryJoin(work) && work.TryTake())
                    batch.Add(work);
            }

            if (batch.Count == 0)
            {
                await WaitForTurnAsync().ConfigureAwait(false);
                continue;
            }

            foreach (PostgresWork held in await _flush.RunAsync(batch).ConfigureAwait(false))
            {
                held.PutBack();
                if (!_lanes.TryWait(held))
                    PutOff(held);
            }

            batch.Clear();
        }
    }

    private void TakeDue(List<PostgresWork> batch)
    {
        long now = Clock.GetTimestamp();
        for (int i = 0; i < _putOff.Count && batch.Count < MaxBatch;)
        {
            PostgresWork work = _putOff[i];
            if (work.NotBefore > now)
            {
                i++;
                continue;
            }

            _putOff.RemoveAt(i);
            if (work.TryTake())
                batch.Add(work);
        }
    }

    private void PutOff(PostgresWork work)
    {
        if (Clock.GetElapsedTime(work.EnqueuedAt) >= _patience && work.TryTake())
        {
            work.Fail(new GovernanceException("run_busy", $"another transaction holds the run `{work.RunId}` for longer than `LockTimeout`; try again", isTransient: true));
            return;
        }

        double delay = Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, work.Deferrals++), LongestDelay.TotalMilliseconds);
        work.NotBefore = Clock.GetTimestamp() + (long)(delay / 1000 * Clock.TimestampFrequency);
        _putOff.Add(work);
    }

    /// <summary>Waits for the next unit or for the first of those that were put off.</summary>
    private async Task WaitForTurnAsync()
    {
        if (_putOff.Count == 0)
            return;
        TimeSpan delay = Clock.GetElapsedTime(Clock.GetTimestamp(), _putOff.Min(static work => work.NotBefore));
        if (delay <= TimeSpan.Zero)
            return;
        using CancellationTokenSource turn = new(delay, Clock);
        try
        {
            // Completed means that no unit will come; then only time passes.
            if (!await _items.Reader.WaitToReadAsync(turn.Token).ConfigureAwait(false))
                await Task.Delay(delay, Clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It is somebody's turn.
        }
    }
}
