namespace Enterprise.Governance.CostMetering.Tests.Metering;

/// <summary>A working store whose first renewals fail.</summary>
internal sealed class FailingStore(ICostStore inner) : ICostStore
{
    internal int FailingRenewals { get; init; }

    internal int Renewals { get; private set; }

    public ValueTask<CostHoldDecision> HoldAsync(CostHold hold, CancellationToken cancellationToken) => inner.HoldAsync(hold, cancellationToken);

    public ValueTask<DateTimeOffset?> RenewAsync(CostCallKey call, TimeSpan lifetime, CancellationToken cancellationToken) =>
        ++Renewals <= FailingRenewals
            ? throw new GovernanceException("store_busy", "the store is busy", isTransient: true)
            : inner.RenewAsync(call, lifetime, cancellationToken);

    public ValueTask<CostCharge> SettleAsync(CostSettlement settlement, CancellationToken cancellationToken) => inner.SettleAsync(settlement, cancellationToken);

    public ValueTask<bool> ReleaseAsync(CostCallKey call, CancellationToken cancellationToken) => inner.ReleaseAsync(call, cancellationToken);

    public ValueTask<RunUsage> GetRunUsageAsync(string tenant, string runId, CancellationToken cancellationToken) => inner.GetRunUsageAsync(tenant, runId, cancellationToken);

    public ValueTask<IReadOnlyList<DailyUsage>> GetDailyUsageAsync(DailyUsageQuery query, CancellationToken cancellationToken) => inner.GetDailyUsageAsync(query, cancellationToken);

    public IAsyncEnumerable<UsageRow> ListUsageAsync(string tenant, string? runId, CancellationToken cancellationToken) => inner.ListUsageAsync(tenant, runId, cancellationToken);
}
