using System.Data.Common;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Sqlite;

/// <summary>Keeps chains in SQLite.</summary>
/// <param name="database">The database.</param>
public sealed class SqliteLedgerStore(GovernanceSqliteDatabase database) : ILedgerStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AuditKeyRecord>> RegisterKeysAsync(IReadOnlyList<AuditKeyRecord> keys, CancellationToken cancellationToken) =>
        await database.WriteAsync(static (context, keys) => SqliteLedgerOperations.RegisterKeys(context.Session, keys), keys, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AppendReceipt>> AppendAsync(AppendRequest request, ChainSealer sealer, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(
                static (context, state) => SqliteLedgerOperations.Append(context.Session, state.request, state.sealer), (request, sealer), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            // The writer cancels only units whose transaction has not begun.
            throw new AppendCanceledException(mayHaveLanded: false, e, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AppendReceipt>> AppendAsync(DbTransaction transaction, IReadOnlyList<AppendRequest> requests, ChainSealer sealer, CancellationToken cancellationToken) =>
        SqliteHostTransaction.AppendAsync(transaction, requests, sealer, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> EraseAsync(string runId, CancellationToken cancellationToken) =>
        await database.WriteAsync(static (context, runId) => SqliteValueOperations.Erase(context.Session, runId), runId, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        new SqliteLedgerSnapshot(await database.SnapshotAsync(cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ILedgerSnapshot>> OpenSnapshotsAsync(int atMost, CancellationToken cancellationToken) =>
        [.. (await database.SnapshotsAsync(atMost, cancellationToken).ConfigureAwait(false)).Select(static snapshot => new SqliteLedgerSnapshot(snapshot))];
}
