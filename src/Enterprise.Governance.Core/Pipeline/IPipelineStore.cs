using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance;

/// <summary>
/// The transactions of the governed pipeline, over ledger, meter, claims and approvals at once. Each store implements them
/// natively and joins them to its group commit; the conformance suite says what they share.
/// </summary>
/// <remarks>
/// Isolation: a call's claim is decided by its row, under the store's lock; of two started commits of one call exactly one
/// wins. Durability: a returned result survives a crash. Every commit is all or nothing. Heartbeats, approvals and leases follow the
/// store's clock. A lost lease is a <see cref="GovernanceException"/> with code <c>run_lease_lost</c>; an unknown run, <c>run_not_found</c>.
/// </remarks>
public interface IPipelineStore
{
    /// <summary>Reads what is known of a call, in one snapshot.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="claimKey">The call's claim key.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The state, or <see langword="null"/> if there is no such run.</returns>
    ValueTask<CallState?> FindAsync(string runId, string claimKey, CancellationToken cancellationToken);

    /// <summary>Claims a call, uses its grant, holds its budget and appends its events; the run goes to running.</summary>
    /// <param name="commit">The transaction.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>What became of it.</returns>
    ValueTask<StartedResult> StartAsync(StartedCommit commit, CancellationToken cancellationToken);

    /// <summary>Keeps a running claim and its hold alive.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="claimKey">The claim.</param>
    /// <param name="call">The attempt.</param>
    /// <param name="lifetime">How long both live from now on.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns><see langword="false"/> if the attempt is no longer the claim's current one.</returns>
    ValueTask<bool> HeartbeatAsync(string runId, string claimKey, CostCallKey call, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Closes a claim, charges or releases its hold and appends its events. Of a run that was erased meanwhile neither result nor personal values are stored.</summary>
    /// <param name="commit">The transaction.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>What became of it.</returns>
    ValueTask<OutcomeResult> FinishAsync(OutcomeCommit commit, CancellationToken cancellationToken);

    /// <summary>Stores what is to be remembered of a refusal.</summary>
    /// <param name="commit">The transaction.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>What became of it; all or nothing but for <see cref="RefusalStatus.ToldBefore"/>.</returns>
    ValueTask<RefusalStatus> RefuseAsync(RefusalCommit commit, CancellationToken cancellationToken);

    /// <summary>Marks a running claim as in doubt and appends the event that says so, once.</summary>
    /// <param name="claim">The claim as it was read or made. If it was read as stale, its heartbeat must still be expired; else the caller is its owner.</param>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns><see langword="false"/> if the claim has moved since; then nothing was stored.</returns>
    ValueTask<bool> DoubtAsync(ClaimRecord claim, IReadOnlyList<PreparedEvent> events, CancellationToken cancellationToken);

    /// <summary>Stores a new approval, appends its events and parks the run.</summary>
    /// <param name="approval">The approval, pending.</param>
    /// <param name="events">The events.</param>
    /// <param name="fencingToken">The lease under which this happens, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>The approval; an earlier one that is still pending under the same claim key, if somebody was faster: then nothing was stored.</returns>
    /// <exception cref="GovernanceException">The run has ended (<c>run_ended</c>); nothing was stored.</exception>
    ValueTask<ApprovalRecord> RequestApprovalAsync(ApprovalRecord approval, IReadOnlyList<PreparedEvent> events, long? fencingToken, CancellationToken cancellationToken);

    /// <summary>Charges or releases an LLM call's hold and appends its events.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="commit">The transaction.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>What was charged, or <see langword="null"/>.</returns>
    ValueTask<CostCharge?> FinishLlmAsync(string runId, LlmCommit commit, CancellationToken cancellationToken);

    /// <summary>Erases a run that has ended, in one transaction: deletes its personal values, empties its salt, and takes the arguments out of its approvals and the results out of its claims,
    /// which are marked as erased. Nothing else changes, the chain least of all.</summary>
    /// <param name="tenant">The tenant whose run it must be.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing is erased.</param>
    /// <returns>What was erased, once that is durable; a repeat finds nothing left.</returns>
    /// <remarks>
    /// The empty salt marks the run as erased for good: <see cref="FinishAsync"/> and every append to its chain, <see cref="ILedgerStore.AppendAsync"/> included, look at it under the lock that
    /// this takes, and store neither a result nor a personal value any more. A claim whose result was so dropped is marked as erased.
    /// </remarks>
    ValueTask<RunErasure> EraseAsync(string tenant, string runId, CancellationToken cancellationToken);
}
