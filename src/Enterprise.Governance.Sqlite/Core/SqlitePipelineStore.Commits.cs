using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Sqlite;

public sealed partial class SqlitePipelineStore
{
    /// <inheritdoc/>
    public ValueTask<StartedResult> StartAsync(StartedCommit commit, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) =>
        {
            StartedResult result = Start(context.Session, s.commit, s.sealer, s.time.GetUtcNow());

            // What was written before the refusal was found (a claim, a used grant) must not stay.
            if (result.Status is StartedStatus.ClaimStands or StartedStatus.GrantGone or StartedStatus.RunEnded)
                context.Abort();
            return result;
        },
        (commit, sealer, time: database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutcomeResult> FinishAsync(OutcomeCommit commit, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) =>
        {
            SqliteSession session = context.Session;
            SqliteRunOperations.RequireRun(session, s.commit.RunId, s.commit.FencingToken);
            CostCharge? charge = Charge(session, s.commit.Settlement, s.commit.Call, s.time.GetUtcNow());
            bool closed = SqliteClaimOperations.Close(session, s.commit, SqliteValueOperations.IsErased(session, s.commit.RunId));
            if (closed)
                SqliteRunOperations.Append(session, s.commit.RunId, s.commit.Events, s.sealer);
            return new OutcomeResult(closed, charge);
        },
        (commit, sealer, time: database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunErasure> EraseAsync(string tenant, string runId, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) => SqliteErasure.Run(context.Session, s.tenant, s.runId), (tenant, runId), cancellationToken);

    private static RefusalStatus Refuse(SqliteSession session, RefusalCommit commit, ChainSealer sealer, DateTimeOffset now)
    {
        RunState run = SqliteRunOperations.RequireRun(session, commit.RunId, commit.FencingToken);
        if (run.IsFinal())
            return RefusalStatus.RunEnded;
        if (commit.Claim is { } claim
            && !SqliteClaimOperations.Insert(session, claim, now)
            && !SqliteClaimOperations.IsUnfinished(session, commit.RunId, claim.ClaimKey, commit.BesideCallId))
            return RefusalStatus.ClaimStands;
        bool tells = commit.ExpiredApprovalId is null || SqliteApprovalOperations.Expire(session, commit.ExpiredApprovalId, now);
        if (tells)
            SqliteRunOperations.Append(session, commit.RunId, commit.Events, sealer);
        if (commit.ExpiredApprovalId is not null)
            SqliteApprovalOperations.LetRunGoOn(session, commit.RunId, run, now);
        return tells ? RefusalStatus.Stored : RefusalStatus.ToldBefore;
    }

    private static StartedResult Start(SqliteSession session, StartedCommit commit, ChainSealer sealer, DateTimeOffset now)
    {
        ClaimRecord claim = commit.Claim;
        RunState run = SqliteRunOperations.RequireRun(session, claim.RunId, commit.FencingToken);
        if (run.IsFinal())
            return new StartedResult(StartedStatus.RunEnded);

        // A claim that stands ends it before the meter is asked: the caller is told of the claim, not of a budget that the claim may hold itself.
        DateTimeOffset heartbeatUntil = now + commit.HeartbeatLifetime;
        session.Execute("SAVEPOINT claim;");
        bool claimed = commit.TakesOver is { } previous
            ? SqliteClaimOperations.TakeOver(session, claim, previous, heartbeatUntil, now)
            : SqliteClaimOperations.Insert(session, claim, heartbeatUntil);
        if (!claimed)
            return new StartedResult(StartedStatus.ClaimStands);

        // The attempt that is taken over is dead: what it held is free for this one. If it was only slow, its late settlement is still charged.
        if (commit.TakesOver is { } dead)
            SqliteCostOperations.Release(session, commit.Hold.Call.Key with { CallId = dead }, now);
        CostHoldDecision hold = SqliteCostOperations.Hold(session, commit.Hold, now);
        if (hold.Refusal is { } refusal)
        {
            // Of a refused call nothing stays but the events that say so.
            session.Execute("ROLLBACK TO claim;");
            SqliteRunOperations.Append(session, claim.RunId, commit.RefusedEvents(refusal), sealer);
            return new StartedResult(StartedStatus.BudgetExceeded, hold);
        }

        if (claim.ApprovalId is { } approvalId && !SqliteApprovalOperations.Use(session, approvalId, claim.CallId, commit.TakesOver))
            return new StartedResult(StartedStatus.GrantGone);
        SqliteRunOperations.Append(session, claim.RunId, commit.Events, sealer);

        // Another action of the run may still wait for its approval; then the run keeps saying so.
        if (run == RunState.WaitingApproval)
            SqliteApprovalOperations.LetRunGoOn(session, claim.RunId, run, now);
        else
            SqliteRunOperations.SetState(session, claim.RunId, RunState.Running, now);
        return new StartedResult(StartedStatus.Started, hold);
    }
}
