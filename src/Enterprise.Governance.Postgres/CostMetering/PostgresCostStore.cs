using System.Runtime.CompilerServices;
using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Postgres;

/// <summary>Keeps budgets, holds and usage in PostgreSQL: each write is one transaction in one round trip, exact across processes. Thread-safe.</summary>
/// <remarks>The clock is the server's. Cancelling counts until a transaction is sent; then its result is awaited.</remarks>
/// <param name="database">The database, with the tables of <see cref="PostgresFeatures.CostMetering"/>.</param>
public sealed class PostgresCostStore(GovernancePostgresDatabase database) : ICostStore
{
    private const int RowsPerPage = 500;
    private const int HoldsPerSweep = 16;
    private const int RowsPerSweep = 256;

    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));

    // How many holds were placed; incremented by every caller.
    private int _holds;

    /// <inheritdoc/>
    public async ValueTask<CostHoldDecision> HoldAsync(CostHold hold, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hold);
        CostHoldDecision decision = await _database.TransactAsync(
            static (batch, s) =>
            {
                PostgresCostOperations.AddLock(s._database, batch, PostgresCostLocks.Of(s.hold));
                PostgresCostOperations.AddHold(s._database, batch, s.hold);
            },
            static async (reader, s) =>
            {
                await PostgresCostOperations.ReadLockAsync(reader).ConfigureAwait(false);
                return await PostgresCostOperations.ReadHoldAsync(reader, s.hold).ConfigureAwait(false);
            },
            (_database, hold), cancellationToken).ConfigureAwait(false);

        // What dead holders left behind counts for nothing; now and then somebody carries it out.
        if (Interlocked.Increment(ref _holds) % HoldsPerSweep == 1)
            await SweepAsync().ConfigureAwait(false);
        return decision;
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> RenewAsync(CostCallKey call, TimeSpan lifetime, CancellationToken cancellationToken) => _database.TransactAsync(
        static (batch, s) =>
        {
            PostgresCostOperations.AddLock(s._database, batch, [], s.call);
            PostgresCostOperations.AddRenew(s._database, batch, s.call, s.lifetime);
        },
        static async (reader, _) =>
        {
            await PostgresCostOperations.ReadLockAsync(reader).ConfigureAwait(false);
            return await PostgresCostOperations.ReadRenewAsync(reader).ConfigureAwait(false);
        },
        (_database, call, lifetime), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CostCharge> SettleAsync(CostSettlement settlement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        return _database.TransactAsync(
            static (batch, s) =>
            {
                PostgresCostOperations.AddLock(s._database, batch, PostgresCostLocks.Of(s.settlement));
                PostgresCostOperations.AddSettle(s._database, batch, s.settlement);
            },
            static async (reader, _) =>
            {
                await PostgresCostOperations.ReadLockAsync(reader).ConfigureAwait(false);
                return await PostgresCostOperations.ReadSettleAsync(reader).ConfigureAwait(false);
            },
            (_database, settlement), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(CostCallKey call, CancellationToken cancellationToken) => _database.TransactAsync(
        static (batch, s) =>
        {
            PostgresCostOperations.AddLock(s._database, batch, [PostgresCostLocks.OfRun(s.call.Tenant, s.call.RunId)]);
            PostgresCostOperations.AddRelease(s._database, batch, s.call);
        },
        static async (reader, _) =>
        {
            await PostgresCostOperations.ReadLockAsync(reader).ConfigureAwait(false);
            return await PostgresCostOperations.ReadReleaseAsync(reader).ConfigureAwait(false);
        },
        (_database, call), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunUsage> GetRunUsageAsync(string tenant, string runId, CancellationToken cancellationToken) => _database.ReadAsync(
        static (batch, s) => batch.AddCommand(s._database.Sql(PostgresCostReports.Run)).AddText(s.tenant).AddText(s.runId).AddTime(s._database.Now),
        static (reader, _, cancellationToken) => PostgresCostReports.ReadRunAsync(reader, cancellationToken), (_database, tenant, runId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DailyUsage>> GetDailyUsageAsync(DailyUsageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _database.ReadAsync(
            static (batch, s) => batch.AddCommand(s._database.Sql(PostgresCostReports.Days)).AddText(s.query.Tenant).AddDate(s.query.From).AddDate(s.query.To)
                .AddText(s.query.Kind is { } kind ? StoredNames.Of(kind) : null).AddText(s.query.Id),
            static (reader, _, cancellationToken) => PostgresCostReports.ReadDaysAsync(reader, cancellationToken), (_database, query), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<UsageRow> ListUsageAsync(string tenant, string? runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string afterRun = runId ?? "", afterCall = "";
        string text = _database.Sql(runId is null ? PostgresCostReports.TenantUsage : PostgresCostReports.RunUsage);
        while (true)
        {
            List<UsageRow> rows = await _database.ReadAsync(
                static (batch, s) => batch.AddCommand(s.text).AddText(s.tenant).AddText(s.afterRun).AddText(s.afterCall).AddInteger(RowsPerPage),
                static (reader, s, cancellationToken) => PostgresCostReports.ReadUsageAsync(reader, s.tenant, cancellationToken),
                (text, tenant, afterRun, afterCall), cancellationToken).ConfigureAwait(false);
            foreach (UsageRow row in rows)
                yield return row;
            if (rows.Count < RowsPerPage)
                yield break;
            (afterRun, afterCall) = (rows[^1].Call.RunId, rows[^1].Call.CallId);
        }
    }

    private async ValueTask SweepAsync()
    {
        try
        {
            await _database.WriteAsync(
                static (batch, database) => PostgresCostOperations.AddSweep(database, batch, RowsPerSweep), static (_, _) => Task.FromResult(true),
                _database, CancellationToken.None).ConfigureAwait(false);
        }
        catch (GovernanceException)
        {
            // The hold is placed and durable; the next sweep comes.
        }
    }
}
