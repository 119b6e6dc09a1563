using System.Threading.Channels;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres;

/// <summary>
/// A queue of the group commit: what arrives while a flush is in flight forms the next one. No timer, no delay when idle: a unit that finds nothing before it is flushed by its own caller. A unit whose run
/// somebody else holds keeps nobody waiting: it goes to a lane of its run or, when all are open, is put off; after the lock timeout it fails. Bounded: a full queue makes callers wait.
/// </summary>
internal sealed partial class PostgresWriteQueue
{
    private const int Capacity = 4096, MaxBatch = 256;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(50);

    private readonly Channel<PostgresWork> _items = Channel.CreateBounded<PostgresWork>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly PostgresFlush _flush;
    private readonly PostgresLanes _lanes;
    private readonly TimeSpan _patience;
    private readonly Task _loop;

    // Whose turn it is to flush: the loop's, or that of a caller who is alone.
    private readonly SemaphoreSlim _turn = new(1, 1);

    private volatile bool _isClosed;

    // Whether the loop's last flush had several units: then more are on their way, and go together if none of their callers begins alone.
    private volatile bool _isShared;

    // Units whose run somebody else holds. Owned by the loop.
    private readonly List<PostgresWork> _putOff = [];

    internal PostgresWriteQueue(GovernancePostgresDatabase database, PostgresFlush flush, PostgresLanes lanes)
    {
        (_flush, _lanes) = (flush, lanes);
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
                if (!IsAlone() || !await TryFlushAsync(work).ConfigureAwait(false))
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
    internal void Close()
    {
        _isClosed = true;
        _items.Writer.TryComplete();
    }

    /// <summary>Ends when the units that it has are done, or wait in a lane; it must be closed.</summary>
    internal async Task EndAsync()
    {
        await _loop.ConfigureAwait(false);

        // A caller may be flushing still.
        await _turn.WaitAsync().ConfigureAwait(false);
        _turn.Release();
    }

    private async Task RunAsync()
    {
        while (_putOff.Count > 0 || await _items.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (!await FlushDueAsync().ConfigureAwait(false))
                await WaitForDueAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes what has come and what is due, and flushes it.</summary>
    /// <returns>Whether there was anything.</returns>
    private async Task<bool> FlushDueAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            List<PostgresWork> batch = TakeDue();
            while (batch.Count < MaxBatch && _items.Reader.TryRead(out PostgresWork? work))
            {
                if (!_lanes.TryJoin(work) && work.TryTake())
                    batch.Add(work);
            }

            if (batch.Count == 0)
                return false;
            _isShared = batch.Count > 1;
            foreach (PostgresWork held in await _flush.RunAsync(batch).ConfigureAwait(false))
            {
                held.PutBack();
                if (!_lanes.TryWait(held))
                    PutOff(held);
            }

            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    private List<PostgresWork> TakeDue()
    {
        List<PostgresWork> batch = [];
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

        return batch;
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
    private async Task WaitForDueAsync()
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
