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
            bool closed = SqliteClaimOperations.Close(session, s.commit);
            if (closed)
                SqliteRunOperations.Append(session, s.commit.RunId, s.commit.Events, s.sealer);
            return new OutcomeResult(closed, charge);
        },
        (commit, sealer, time: database.TimeProvider), cancellationToken);

    private static StartedResult Start(SqliteSession session, StartedCommit commit, ChainSealer sealer, DateTimeOffset now)
    {
        ClaimRecord claim = commit.Claim;
        RunState run = SqliteRunOperations.RequireRun(session, claim.RunId, commit.FencingToken);
        if (run.IsFinal())
            return new StartedResult(StartedStatus.RunEnded);

        // The attempt that is taken over is dead: what it held is free for this one. If it was only slow, its late settlement is still charged.
        CostCall call = commit.Hold.Call;
        if (commit.TakesOver is { } dead)
            SqliteCostOperations.Release(session, call.Key with { CallId = dead }, now);

        // The meter is asked next: when it refuses nothing but the events that say so is written.
        CostHoldDecision hold = SqliteCostOperations.Hold(session, commit.Hold, now);
        if (hold.Refusal is { } refusal)
        {
            SqliteRunOperations.Append(session, claim.RunId, commit.RefusedEvents(refusal), sealer);
            return new StartedResult(StartedStatus.BudgetExceeded, hold);
        }

        DateTimeOffset heartbeatUntil = now + commit.HeartbeatLifetime;
        bool claimed = commit.TakesOver is { } previous
            ? SqliteClaimOperations.TakeOver(session, claim, previous, heartbeatUntil, now)
            : SqliteClaimOperations.Insert(session, claim, heartbeatUntil);
        if (!claimed)
            return new StartedResult(StartedStatus.ClaimStands);
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
