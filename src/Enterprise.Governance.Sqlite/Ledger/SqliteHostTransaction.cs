using System.Data.Common;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Appends on a connection and in a transaction of the host's.</summary>
internal static class SqliteHostTransaction
{
    internal static ValueTask<IReadOnlyList<AppendReceipt>> AppendAsync(DbTransaction transaction, IReadOnlyList<AppendRequest> requests, ChainSealer sealer, CancellationToken cancellationToken)
    {
        if (transaction is not SqliteTransaction { Connection: { } connection })
            throw new ArgumentException("the transaction must be an open `SqliteTransaction` on the ledger's database", nameof(transaction));
        if (requests.Select(static request => request.RunId).Distinct(StringComparer.Ordinal).Count() != requests.Count)
            throw new ArgumentException("a run comes twice; put its events into one append", nameof(requests));
        cancellationToken.ThrowIfCancellationRequested();

        // Not disposed: the connection is the host's.
        SqliteSession session = SqliteSession.On(connection);
        session.Execute("SAVEPOINT governance_append;");
        try
        {
            List<AppendReceipt> receipts = [];
            foreach (AppendRequest request in requests)
                receipts.AddRange(SqliteLedgerOperations.Append(session, request, sealer));
            session.Execute("RELEASE governance_append;");
            return ValueTask.FromResult<IReadOnlyList<AppendReceipt>>(receipts);
        }
        catch (Exception e)
        {
            Undo(session);

            // Newer keys are registered under the write lock, which the transaction may have: they are not waited for, but there when the host tries again.
            if (e is LedgerException refused)
                _ = refused.CatchUpAsync(CancellationToken.None);
            return ValueTask.FromException<IReadOnlyList<AppendReceipt>>(SqliteFailure.Translate(e));
        }
        finally
        {
            session.Release();
        }
    }

    private static void Undo(SqliteSession session)
    {
        try
        {
            session.Execute("ROLLBACK TO governance_append;");
            session.Execute("RELEASE governance_append;");
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            // SQLite has rolled the whole transaction back by itself: the first error says what happened.
        }
    }
}
