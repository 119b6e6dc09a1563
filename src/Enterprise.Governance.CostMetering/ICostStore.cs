namespace Enterprise.Governance.CostMetering;

/// <summary>Where the meter keeps budgets, holds and usage. Implementations are native to their database and pass one conformance suite.</summary>
/// <remarks>
/// <para>Every method is one transaction that is serialised against every other write for the same run and the same daily quotas, from any
/// process, and is durable when the call returns. The clock is the store's, read after the locks are held.</para>
/// <para>A hold is active until it is settled, released or its expiry has passed; from that moment, without any sweep, it counts for nothing.</para>
/// <para>INVARIANT: at any moment, for every budget, spent ≤ cap + the sum over calls in flight of max(0, actual − held).</para>
/// <para>A cancelled wait throws and has changed nothing; once a transaction has begun its result is returned in spite of cancellation.</para>
/// <para>Thread-safe. Failures of the database are <see cref="GovernanceException"/>s.</para>
/// </remarks>
public interface ICostStore
{
    /// <summary>Places a hold if, for every budget that applies, spent + active holds + requested ≤ cap; else changes nothing.</summary>
    /// <remarks>Repeating it for a call that is still held replaces the hold (the old one does not count against the new one) or, if it is refused, leaves the old one as it was.</remarks>
    /// <param name="hold">What to reserve.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Granted, refused by the first budget that is spent, or already settled.</returns>
    ValueTask<CostHoldDecision> HoldAsync(CostHold hold, CancellationToken cancellationToken);

    /// <summary>Extends an active hold to <paramref name="lifetime"/> from now; never shortens it. An expired one is not revived: others may have its budget.</summary>
    /// <param name="call">The call.</param>
    /// <param name="lifetime">How long it lives from now.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>When it expires now; <see langword="null"/> if there is no active hold.</returns>
    ValueTask<DateTimeOffset?> RenewAsync(CostCallKey call, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Charges a call to its run and its day and ends its hold.</summary>
    /// <remarks>
    /// Idempotent by tenant, run and call: only the first settlement charges, a repeat returns its figures whatever it says itself. Charges also
    /// without a hold, after expiry and beyond any cap: what was used is used.
    /// </remarks>
    /// <param name="settlement">What to charge.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What was charged, now or before.</returns>
    ValueTask<CostCharge> SettleAsync(CostSettlement settlement, CancellationToken cancellationToken);

    /// <summary>Ends a hold without charging. Repeating it does nothing, and neither does it after settling.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns><see langword="true"/> if an active hold was ended.</returns>
    ValueTask<bool> ReleaseAsync(CostCallKey call, CancellationToken cancellationToken);

    /// <summary>Reads what a run has spent and holds, in one snapshot.</summary>
    /// <param name="tenant">The tenant's identifier.</param>
    /// <param name="runId">The run's identifier.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The figures; <see cref="RunUsage.None"/> for a run that the meter has not seen.</returns>
    ValueTask<RunUsage> GetRunUsageAsync(string tenant, string runId, CancellationToken cancellationToken);

    /// <summary>Reads daily usage, ordered by day, kind, identifier and model (ordinal), in one snapshot.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One entry per day, kind, identifier and model that was used.</returns>
    ValueTask<IReadOnlyList<DailyUsage>> GetDailyUsageAsync(DailyUsageQuery query, CancellationToken cancellationToken);

    /// <summary>Streams settled calls ordered by run and call identifier (ordinal), in bounded memory.</summary>
    /// <remarks>Not one snapshot: every row that was settled before the call is there once; later ones may be.</remarks>
    /// <param name="tenant">The tenant's identifier.</param>
    /// <param name="runId">The run's identifier, or <see langword="null"/> for all runs.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <returns>The rows.</returns>
    IAsyncEnumerable<UsageRow> ListUsageAsync(string tenant, string? runId, CancellationToken cancellationToken);
}
