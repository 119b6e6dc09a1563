using System.Transactions;

namespace Enterprise.Governance.Postgres;

// A unit that finds nothing before it is flushed by its own caller.
internal sealed partial class PostgresWriteQueue
{
    /// <summary>Takes the turn if nothing waits for it. Two changes of thread less, which is what a lone caller waits for beside the server.</summary>
    private bool IsAlone()
    {
        if (_isShared || _items.Reader.Count > 0 || IsInTransaction() || !_turn.Wait(0, CancellationToken.None))
            return false;
        if (_items.Reader.Count == 0 && !_isClosed)
            return true;
        _turn.Release();
        return false;
    }

    /// <summary>Gets whether the caller has an ambient transaction: the driver would join it.</summary>
    private static bool IsInTransaction()
    {
        try
        {
            return Transaction.Current is not null;
        }
        catch (InvalidOperationException)
        {
            // The one that there is, is complete and has not ended.
            return true;
        }
    }

    /// <summary>Flushes the unit in the turn that its caller has, and ends it.</summary>
    /// <returns>Whether it is done, or waits in a lane; else it is as it was.</returns>
    private async ValueTask<bool> TryFlushAsync(PostgresWork work)
    {
        try
        {
            if (_lanes.TryJoin(work))
                return true;
            work.TryTake();
            if ((await _flush.RunAsync([work]).ConfigureAwait(false)).Count == 0)
                return true;
            work.PutBack();
            return _lanes.TryWait(work);
        }
        finally
        {
            _turn.Release();
        }
    }
}
