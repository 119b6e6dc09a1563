namespace Enterprise.Governance.CostMetering;

/// <summary>Measures what calls cost and keeps runs and tenants within their budgets. Thread-safe.</summary>
/// <remarks>
/// Hold before a call, settle after it, release if it did not happen. Bound: spent ≤ cap + the sum over calls in flight of
/// max(0, actual − held). <see cref="BeginAsync"/> does all of it, renewal included.
/// </remarks>
public interface ICostMeter
{
    /// <summary>Gets how long a hold lives without being renewed.</summary>
    TimeSpan HoldLifetime { get; }

    /// <summary>Resolves limits and price of a request, without touching the store.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the wait for the tenant's limits.</param>
    /// <returns>A hold for <see cref="ICostStore.HoldAsync"/> or for a host's own transaction.</returns>
    ValueTask<CostHold> PrepareHoldAsync(CostHoldRequest request, CancellationToken cancellationToken = default);

    /// <summary>Computes units and money of a request, without touching the store.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the wait for the tenant's limits.</param>
    /// <returns>A settlement for <see cref="ICostStore.SettleAsync"/> or for a host's own transaction.</returns>
    ValueTask<CostSettlement> PrepareSettlementAsync(CostSettleRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reserves budget for a call.</summary>
    /// <param name="request">The call and what it is expected to use.</param>
    /// <param name="cancellationToken">Cancels the wait; when it throws, nothing is reserved.</param>
    /// <returns>Granted, refused with the figures of the budget that is spent, or already settled.</returns>
    /// <exception cref="GovernanceException">The store failed.</exception>
    ValueTask<CostHoldDecision> HoldAsync(CostHoldRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reserves budget for a call and keeps the hold alive until the result is settled or disposed.</summary>
    /// <param name="request">The call and what it is expected to use.</param>
    /// <param name="cancellationToken">Cancels the wait; when it throws, nothing is reserved.</param>
    /// <returns>The call; look at <see cref="MeteredCall.Decision"/> before calling. Disposing it unsettled releases the hold.</returns>
    /// <exception cref="GovernanceException">The store failed.</exception>
    ValueTask<MeteredCall> BeginAsync(CostHoldRequest request, CancellationToken cancellationToken = default);

    /// <summary>Extends a hold to <see cref="HoldLifetime"/> from now.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>When it expires now; <see langword="null"/> if it is not held any more.</returns>
    /// <exception cref="GovernanceException">The store failed.</exception>
    ValueTask<DateTimeOffset?> RenewAsync(CostCallKey call, CancellationToken cancellationToken = default);

    /// <summary>Charges a call. Idempotent; charges also late and without a hold.</summary>
    /// <param name="request">The call and what it used.</param>
    /// <param name="cancellationToken">Cancels the wait; when it throws, nothing is charged.</param>
    /// <returns>What was charged, now or before.</returns>
    /// <exception cref="GovernanceException">The store failed.</exception>
    ValueTask<CostCharge> SettleAsync(CostSettleRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives back what was reserved for a call that did not happen.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns><see langword="true"/> if an active hold was ended.</returns>
    /// <exception cref="GovernanceException">The store failed.</exception>
    ValueTask<bool> ReleaseAsync(CostCallKey call, CancellationToken cancellationToken = default);

    /// <summary>Reads what a run has spent and holds.</summary>
    /// <param name="tenant">The tenant's identifier.</param>
    /// <param name="runId">The run's identifier.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The figures; zeros for a run that the meter has not seen.</returns>
    /// <exception cref="GovernanceException">The store failed.</exception>
    ValueTask<RunUsage> GetRunUsageAsync(string tenant, string runId, CancellationToken cancellationToken = default);

    /// <summary>Reads LLM usage by UTC day, for a tenant, its orgs and its users, by model.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The entries, ordered by day, kind, identifier and model.</returns>
    /// <exception cref="GovernanceException">The store failed.</exception>
    ValueTask<IReadOnlyList<DailyUsage>> GetDailyUsageAsync(DailyUsageQuery query, CancellationToken cancellationToken = default);

    /// <summary>Streams settled calls, ordered by run and call identifier.</summary>
    /// <param name="tenant">The tenant's identifier.</param>
    /// <param name="runId">The run's identifier, or <see langword="null"/> for all runs.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="GovernanceException">The store failed.</exception>
    IAsyncEnumerable<UsageRow> ListUsageAsync(string tenant, string? runId = null, CancellationToken cancellationToken = default);

    /// <summary>Counts in telemetry a hold that a host placed in its own transaction.</summary>
    /// <param name="hold">The hold.</param>
    /// <param name="decision">What became of it, once durable.</param>
    void Report(CostHold hold, CostHoldDecision decision);

    /// <summary>Counts in telemetry a settlement that a host made in its own transaction.</summary>
    /// <param name="settlement">The settlement.</param>
    /// <param name="charge">What it charged, once durable.</param>
    void Report(CostSettlement settlement, CostCharge charge);
}
