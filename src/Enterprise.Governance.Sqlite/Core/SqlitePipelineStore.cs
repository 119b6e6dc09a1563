using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Sqlite;

/// <summary>The pipeline's transactions on SQLite: one unit of work each, in the shared group commit.</summary>
/// <param name="database">The database, with the tables of every capability.</param>
/// <param name="sealer">Makes the chain's hashes.</param>
public sealed partial class SqlitePipelineStore(GovernanceSqliteDatabase database, ChainSealer sealer) : IPipelineStore
{
    /// <inheritdoc/>
    public ValueTask<CallState?> FindAsync(string runId, string claimKey, CancellationToken cancellationToken) => database.ReadAsync(
        static (session, s) => SqliteRunOperations.ReadState(session, s.runId) is { } state
            ? new CallState(state, SqliteClaimOperations.Read(session, s.runId, s.claimKey, s.now), SqliteApprovalOperations.ReadLatest(session, s.runId, s.claimKey, s.now))
            : null,
        (runId, claimKey, now: database.TimeProvider.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> HeartbeatAsync(string runId, string claimKey, CostCallKey call, TimeSpan lifetime, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) =>
        {
            DateTimeOffset now = s.time.GetUtcNow();
            if (!SqliteClaimOperations.Beat(context.Session, s.runId, s.claimKey, s.call.CallId, now + s.lifetime))
                return false;
            SqliteCostOperations.Renew(context.Session, s.call, s.lifetime, now);
            return true;
        },
        (runId, claimKey, call, lifetime, time: database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RefusalStatus> RefuseAsync(RefusalCommit commit, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) => Refuse(context.Session, s.commit, s.sealer, s.time.GetUtcNow()), (commit, sealer, time: database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DoubtAsync(ClaimRecord claim, IReadOnlyList<PreparedEvent> events, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) =>
        {
            if (!SqliteClaimOperations.Doubt(context.Session, s.claim, s.time.GetUtcNow()))
                return false;
            SqliteRunOperations.Append(context.Session, s.claim.RunId, s.events, s.sealer);
            return true;
        },
        (claim, events, sealer, time: database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApprovalRecord> RequestApprovalAsync(ApprovalRecord approval, IReadOnlyList<PreparedEvent> events, long? fencingToken, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) =>
        {
            SqliteSession session = context.Session;
            DateTimeOffset now = s.time.GetUtcNow();
            if (SqliteRunOperations.RequireRun(session, s.approval.RunId, s.fencingToken).IsFinal())
                throw new GovernanceException("run_ended", $"the run `{s.approval.RunId}` has ended");
            if (SqliteApprovalOperations.ReadLatest(session, s.approval.RunId, s.approval.ClaimKey, now) is { State: ApprovalState.Pending } standing)
                return standing;
            SqliteApprovalOperations.Insert(session, s.approval);
            SqliteRunOperations.Append(session, s.approval.RunId, s.events, s.sealer);
            SqliteRunOperations.SetState(session, s.approval.RunId, RunState.WaitingApproval, now);
            return s.approval;
        },
        (approval, events, fencingToken, sealer, time: database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CostCharge?> FinishLlmAsync(string runId, LlmCommit commit, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) =>
        {
            CostCharge? charge = Charge(context.Session, s.commit.Settlement, s.commit.Call, s.time.GetUtcNow());
            if (charge is not { IsRepeat: true })
                SqliteRunOperations.Append(context.Session, s.runId, s.commit.Events(charge), s.sealer);
            return charge;
        },
        (runId, commit, sealer, time: database.TimeProvider), cancellationToken);

    private static CostCharge? Charge(SqliteSession session, CostSettlement? settlement, CostCallKey call, DateTimeOffset now)
    {
        if (settlement is not null)
            return SqliteCostOperations.Settle(session, settlement, now);
        SqliteCostOperations.Release(session, call, now);
        return null;
    }
}
