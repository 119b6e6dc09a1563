using System.Runtime.CompilerServices;
using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Sqlite;

/// <summary>Keeps budgets, holds and usage in SQLite. Each write is one unit of the database's group commit. Thread-safe.</summary>
/// <param name="database">The database; its clock is the store's.</param>
public sealed class SqliteCostStore(GovernanceSqliteDatabase database) : ICostStore
{
    private const int RowsPerPage = 500;

    private readonly GovernanceSqliteDatabase _database = database ?? throw new ArgumentNullException(nameof(database));
    private readonly TimeProvider _time = database.TimeProvider;

    /// <inheritdoc/>
    public ValueTask<CostHoldDecision> HoldAsync(CostHold hold, CancellationToken cancellationToken) =>
        _database.WriteAsync(static (context, s) => SqliteCostOperations.Hold(context.Session, s.hold, s._time.GetUtcNow()), (hold, _time), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> RenewAsync(CostCallKey call, TimeSpan lifetime, CancellationToken cancellationToken) =>
        _database.WriteAsync(static (context, s) => SqliteCostOperations.Renew(context.Session, s.call, s.lifetime, s._time.GetUtcNow()), (call, lifetime, _time), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CostCharge> SettleAsync(CostSettlement settlement, CancellationToken cancellationToken) =>
        _database.WriteAsync(static (context, s) => SqliteCostOperations.Settle(context.Session, s.settlement, s._time.GetUtcNow()), (settlement, _time), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(CostCallKey call, CancellationToken cancellationToken) =>
        _database.WriteAsync(static (context, s) => SqliteCostOperations.Release(context.Session, s.call, s._time.GetUtcNow()), (call, _time), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunUsage> GetRunUsageAsync(string tenant, string runId, CancellationToken cancellationToken) =>
        _database.ReadAsync(static (session, s) => SqliteCostOperations.ReadRun(session, s.tenant, s.runId, s._time.GetUtcNow()), (tenant, runId, _time), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DailyUsage>> GetDailyUsageAsync(DailyUsageQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(static (session, query) => SqliteCostOperations.ReadDays(session, query), query, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<UsageRow> ListUsageAsync(string tenant, string? runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string afterRun = "", afterCall = "";
        while (true)
        {
            List<UsageRow> rows = await _database.ReadAsync(
                static (session, s) => s.runId is null
                    ? SqliteCostOperations.ReadTenantUsage(session, s.tenant, s.afterRun, s.afterCall, RowsPerPage)
                    : SqliteCostOperations.ReadRunUsage(session, s.tenant, s.runId, s.afterCall, RowsPerPage),
                (tenant, runId, afterRun, afterCall), cancellationToken).ConfigureAwait(false);
            foreach (UsageRow row in rows)
                yield return row;
            if (rows.Count < RowsPerPage)
                yield break;
            (afterRun, afterCall) = (rows[^1].Call.RunId, rows[^1].Call.CallId);
        }
    }
}
