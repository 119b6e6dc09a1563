using System.Diagnostics;
using System.Threading.Channels;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>
/// Group commit: what arrives while a transaction is in flight forms the next one. No timer, no delay when idle. The failure of a unit undoes it alone; results are handed out after the commit is durable.
/// </summary>
internal sealed class SqliteWriteQueue : IAsyncDisposable
{
    private readonly Channel<WriteItem> _items;
    private readonly int _maxBatch;
    private readonly Func<SqliteSession> _open;
    private readonly StoreInstruments _instruments;
    private readonly Task _loop;

    // Owned by the loop alone; replaced after a failure that may have broken the connection.
    private SqliteSession? _session;

    internal SqliteWriteQueue(Func<SqliteSession> open, int capacity, int maxBatch, StoreInstruments instruments)
    {
        _open = open;
        _instruments = instruments;
        _maxBatch = maxBatch;
        _items = Channel.CreateBounded<WriteItem>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Has a unit done. One whose run was continued with a newer audit key than this process has is done once more after the keys were asked for: nothing of it was stored.</summary>
    internal async ValueTask<TResult> EnqueueAsync<TState, TResult>(Func<SqliteWriteContext, TState, TResult> work, TState state, CancellationToken cancellationToken)
    {
        for (bool isRepeat = false; ; isRepeat = true)
        {
            WriteItem<TState, TResult> item = new(work, state);
            try
            {
                await _items.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
                return await item.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                throw new ObjectDisposedException(nameof(GovernanceSqliteDatabase));
            }
            catch (LedgerException e) when (!isRepeat)
            {
                if (!await e.CatchUpAsync(cancellationToken).ConfigureAwait(false))
                    throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        List<WriteItem> batch = [];
        while (await _items.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < _maxBatch && _items.Reader.TryRead(out WriteItem? item))
            {
                if (item.TryTake())
                    batch.Add(item);
            }

            Flush(batch);
            batch.Clear();
        }

        _session?.Dispose();
    }

    private void Flush(List<WriteItem> batch)
    {
        if (batch.Count == 0)
            return;
        long began = _instruments.Begin();
        using Activity? activity = _instruments.StartCommit(batch.Select(static item => item.Caller), batch.Count);
        try
        {
            SqliteSession session = _session ??= _open();
            SqliteWriteContext context = new(session);
            session.Execute("BEGIN IMMEDIATE;");
            if (batch is [WriteItem alone])
                RunAlone(context, alone);
            else
                RunTogether(context, batch);
        }
        catch (Exception e)
        {
            CloseSession();
            Exception failure = SqliteFailure.Translate(e);
            _instruments.End(StoreInstruments.Commit, began, failure);
            StoreInstruments.Fail(activity, failure);
            foreach (WriteItem item in batch)
                item.Fail(failure);
            return;
        }

        foreach (WriteItem item in batch)
            item.Complete();
        _instruments.End(StoreInstruments.Commit, began);
        _instruments.Together(StoreInstruments.Commit, batch.Count);
    }

    /// <summary>Runs one unit with the transaction to itself: nothing needs a savepoint, of which SQLite would keep what large units overwrite in a file.</summary>
    private static void RunAlone(SqliteWriteContext context, WriteItem item)
    {
        bool keeps = TryRun(context, item);
        context.Session.Execute(keeps ? "COMMIT;" : "ROLLBACK;");
    }

    private static void RunTogether(SqliteWriteContext context, List<WriteItem> batch)
    {
        foreach (WriteItem item in batch)
        {
            context.Session.Execute("SAVEPOINT unit;");
            if (!TryRun(context, item))
                context.Session.Execute("ROLLBACK TO unit;");
            context.Session.Execute("RELEASE unit;");
        }

        context.Session.Execute("COMMIT;");
    }

    /// <returns>Whether what the unit wrote is to stay.</returns>
    private static bool TryRun(SqliteWriteContext context, WriteItem item)
    {
        context.Reset();
        try
        {
            item.Run(context);
        }
        catch (Exception e) when (!EndsTransaction(e))
        {
            item.Refuse(SqliteFailure.Translate(e));
            context.Abort();
        }

        return !context.IsAborted;
    }

    /// <summary>Tells whether SQLite may have rolled back the whole transaction by itself (sqlite.org/lang_transaction, section 3).</summary>
    private static bool EndsTransaction(Exception e) =>
        e is SqliteException { SqliteErrorCode: 5 or 7 or 9 or 10 or 11 or 13 };

    private void CloseSession()
    {
        SqliteSession? session = _session;
        _session = null;
        if (session is null)
            return;

        // Closing rolls back whatever is open.
        SqliteConnection.ClearPool(session.Connection);
        session.Dispose();
    }
}
