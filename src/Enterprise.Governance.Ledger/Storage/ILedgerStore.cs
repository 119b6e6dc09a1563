using System.Data.Common;

namespace Enterprise.Governance.Ledger;

/// <summary>
/// Keeps chains. Each store implements it natively; the conformance suite says what they share.
/// </summary>
/// <remarks>
/// Isolation: appends to one run are serial across processes, by a lock on its head and a compare-and-set; no run waits for
/// another's caller. Durability: a returned receipt survives a crash of process and machine. Ordering: seq has no gaps.
/// The stored bytes are the hashed bytes. Keys: whatever seals, an append or a commit of another store of the same database, is tried once more if <see cref="LedgerException.CatchUpAsync"/> says so, after what was
/// refused was undone. Failures are <see cref="GovernanceException"/>s; nothing is half-stored.
/// </remarks>
public interface ILedgerStore
{
    /// <summary>Registers keys that are new and activates the first: it gets the next generation unless it has one. One transaction.</summary>
    /// <param name="keys">The keys of this process, the active one first. A record the store has is never changed but for its first activation.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>All keys of the database afterwards.</returns>
    /// <exception cref="LedgerException">A known kid comes with another check value (<c>audit_key_changed</c>); nothing was stored.</exception>
    ValueTask<IReadOnlyList<AuditKeyRecord>> RegisterKeysAsync(IReadOnlyList<AuditKeyRecord> keys, CancellationToken cancellationToken);

    /// <summary>Seals events at the run's head and stores them with their personal values, all or none, in one transaction.</summary>
    /// <param name="request">What to append and under which conditions.</param>
    /// <param name="sealer">Makes the rows, inside the store's lock.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands. Afterwards: <see cref="AppendCanceledException"/> says what may have happened, or the receipts are returned.</param>
    /// <returns>The receipts; for a repeated idempotency key those of the first append, if <see cref="AppendRequest.RequireRepeat"/> agrees.</returns>
    /// <remarks>Of a run that the same database knows as erased no personal value is stored any more: its events keep the commitments alone.</remarks>
    /// <exception cref="LedgerException">A condition does not hold (<c>idempotency_key_reused</c>, <c>unexpected_seq</c>) or <see cref="ChainSealer.Seal"/> refuses.</exception>
    ValueTask<IReadOnlyList<AppendReceipt>> AppendAsync(AppendRequest request, ChainSealer sealer, CancellationToken cancellationToken);

    /// <summary>Seals events and stores them in the host's own transaction, all or none: if it fails, the transaction is as it was before the call.</summary>
    /// <param name="transaction">An open transaction of the store's driver. Heads stay locked until it ends.</param>
    /// <param name="requests">What to append, of different runs; the runs are locked in the order of their ids.</param>
    /// <param name="sealer">Makes the rows.</param>
    /// <param name="cancellationToken">Cancels waiting; nothing was appended then.</param>
    /// <returns>The receipts in the order of the requests; they hold once the transaction commits.</returns>
    /// <exception cref="LedgerException">A condition does not hold, or <see cref="ChainSealer.Seal"/> refuses.</exception>
    /// <exception cref="ArgumentException">The transaction is not one of the store's driver, or has ended; or a run comes twice.</exception>
    ValueTask<IReadOnlyList<AppendReceipt>> AppendAsync(DbTransaction transaction, IReadOnlyList<AppendRequest> requests, ChainSealer sealer, CancellationToken cancellationToken);

    /// <summary>Erases the personal values of a run. Nothing else changes: the chain is append-only.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing is erased.</param>
    /// <returns>How many values were erased, once that is durable.</returns>
    ValueTask<long> EraseAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Opens one consistent view of everything that is committed.</summary>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <returns>The snapshot; the caller disposes it.</returns>
    ValueTask<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>Opens several views of one moment, which are read at the same time, each by one reader.</summary>
    /// <param name="atMost">How many are of use; at least 1.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <returns>At least one; fewer than asked for where the store has no more connections, or cannot make more of one moment. The caller disposes all.</returns>
    async ValueTask<IReadOnlyList<ILedgerSnapshot>> OpenSnapshotsAsync(int atMost, CancellationToken cancellationToken) =>
        [await OpenSnapshotAsync(cancellationToken).ConfigureAwait(false)];
}
