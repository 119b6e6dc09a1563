using System.Data.Common;

namespace Enterprise.Governance.Ledger;

/// <summary>A tamper-evident chain of events per run. Thread-safe.</summary>
/// <remarks>Format 1: see <c>docs/design/formats.md</c>. Exact across any number of processes on the same database.</remarks>
public interface ILedger
{
    /// <summary>Registers the audit keys in the database; the first append does it too. A host does it when it starts.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A task that ends when the ledger can append.</returns>
    /// <exception cref="LedgerException">A key is not the one that the database knows (<c>audit_key_changed</c>).</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Appends one event to a run.</summary>
    /// <param name="runId">The run; it comes into being with its first event.</param>
    /// <param name="ledgerEvent">The event.</param>
    /// <param name="options">Conditions: idempotency key, expected seq.</param>
    /// <param name="cancellationToken">Cancels waiting; see <see cref="AppendCanceledException.MayHaveLanded"/>.</param>
    /// <returns>The receipt, once the event is durable.</returns>
    /// <exception cref="LedgerException">The event or a condition is refused; nothing was stored.</exception>
    /// <exception cref="AppendCanceledException">Waiting was cancelled.</exception>
    ValueTask<AppendReceipt> AppendAsync(string runId, LedgerEvent ledgerEvent, AppendOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Appends events to a run, in order, all or none.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="ledgerEvents">At least one event.</param>
    /// <param name="options">Conditions: idempotency key (for the batch as a whole), expected seq.</param>
    /// <param name="cancellationToken">Cancels waiting; see <see cref="AppendCanceledException.MayHaveLanded"/>.</param>
    /// <returns>One receipt per event, once all are durable.</returns>
    /// <exception cref="LedgerException">An event or a condition is refused; nothing was stored.</exception>
    /// <exception cref="AppendCanceledException">Waiting was cancelled.</exception>
    ValueTask<IReadOnlyList<AppendReceipt>> AppendBatchAsync(string runId, IReadOnlyList<LedgerEvent> ledgerEvents, AppendOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Appends one event inside the host's own transaction: it is stored if, and only if, the host commits.</summary>
    /// <param name="transaction">An open transaction of the store's driver, on the ledger's database; with EF Core, that of <c>GetDbTransaction()</c>.</param>
    /// <param name="runId">The run.</param>
    /// <param name="ledgerEvent">The event.</param>
    /// <param name="options">Conditions: idempotency key, expected seq.</param>
    /// <param name="cancellationToken">Cancels waiting; nothing was appended then, and the transaction goes on.</param>
    /// <returns>The event's place, should the transaction commit.</returns>
    /// <remarks>The run is locked until the transaction ends: keep it short. Other runs go on, but on SQLite, whose one writer is the host then; there the ledger must have been opened before.</remarks>
    /// <exception cref="LedgerException">The event or a condition is refused; nothing was appended, and the transaction goes on.</exception>
    /// <exception cref="GovernanceException">The run stays locked by another transaction (<c>store_busy</c>, transient), or the store fails.</exception>
    /// <exception cref="ArgumentException">The transaction is not one of the store's driver, or has ended.</exception>
    ValueTask<PendingReceipt> AppendAsync(DbTransaction transaction, string runId, LedgerEvent ledgerEvent, AppendOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Appends events to several runs inside the host's own transaction, all or none. The runs are locked in the order of their ids, so that two such calls never wait for each other in a circle.</summary>
    /// <param name="transaction">An open transaction of the store's driver, on the ledger's database.</param>
    /// <param name="appends">What to append; each run at most once.</param>
    /// <param name="cancellationToken">Cancels waiting; nothing was appended then, and the transaction goes on.</param>
    /// <returns>One receipt per event, in the order of <paramref name="appends"/>.</returns>
    /// <exception cref="LedgerException">An event or a condition is refused; nothing was appended, and the transaction goes on.</exception>
    /// <exception cref="GovernanceException">A run stays locked by another transaction (<c>store_busy</c>, transient), or the store fails.</exception>
    /// <exception cref="ArgumentException">A run comes twice, or the transaction is not one of the store's driver, or has ended.</exception>
    ValueTask<IReadOnlyList<PendingReceipt>> AppendAsync(DbTransaction transaction, IReadOnlyList<RunAppend> appends, CancellationToken cancellationToken = default);

    /// <summary>Reads a run's head.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Seq and hash of the last event, or <see langword="null"/> for an unknown run.</returns>
    ValueTask<RunHead?> GetHeadAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Streams a run's events in order, in one snapshot.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="fromSeq">The first seq to read, from 1.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The events; none for an unknown run.</returns>
    IAsyncEnumerable<StoredEvent> ReadAsync(string runId, long fromSeq = 1, CancellationToken cancellationToken = default);

    /// <summary>Erases the personal values of a run's events for good. The chain stays as it is and still verifies; it holds the commitments.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing is erased.</param>
    /// <returns>How many values were erased, once that is durable; 0 for a repeat and for an unknown run.</returns>
    /// <remarks>
    /// Erases what is stored now; events appended later keep theirs. A host that governs runs erases them with its <c>EraseRunAsync</c>, which knows of the other copies. What was
    /// committed to cannot be guessed from the chain: the salts go with the values. Copies of the database are the host's to let expire.
    /// </remarks>
    ValueTask<long> EraseAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Checks a run's chain in one snapshot, streaming, in constant memory.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="options">How deep to look.</param>
    /// <param name="cancellationToken">Cancels checking.</param>
    /// <returns>The report, or <see langword="null"/> if there is no trace of the run.</returns>
    ValueTask<VerifyReport?> VerifyAsync(string runId, VerifyOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Checks every run of the database in one snapshot.</summary>
    /// <param name="options">How deep to look.</param>
    /// <param name="cancellationToken">Cancels checking.</param>
    /// <returns>One report per run, ordered by run id. Where the log as a whole is not what <see cref="VerifyLogAsync"/> expects, every run that it covers has that as a finding.</returns>
    IAsyncEnumerable<VerifyReport> VerifyAllAsync(VerifyOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Computes the roots of the log of anchors from its leaves, and holds them against its largest checkpoint and against <see cref="VerifyOptions.Retained"/>.</summary>
    /// <param name="options">What was retained.</param>
    /// <param name="cancellationToken">Cancels checking.</param>
    /// <returns>The report, or <see langword="null"/> if the ledger has no log.</returns>
    ValueTask<LogReport?> VerifyLogAsync(VerifyOptions? options = null, CancellationToken cancellationToken = default);
}
