using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance;

public sealed partial class GovernedRun
{
    /// <summary>Started commit, execute, outcome commit. Returns nothing if the call lost a race and should look again.</summary>
    private async ValueTask<ActionOutcome<T>?> RunOnceAsync<T>(
        BoundCall bound, ClaimRecord? stale, PolicyDecision decision, string? approvalId,
        Func<ActionContext, ValueTask<T>> execute, JsonTypeInfo<T> jsonTypeInfo, CancellationToken cancellationToken)
    {
        long cost = decision.CostUnits ?? bound.Call.CostUnits;
        ClaimRecord claim = new()
        {
            RunId = RunId,
            ClaimKey = bound.ClaimKey,
            Digest = bound.Digest,
            State = ClaimState.Running,
            CallId = _services.NewId(),
            Attempt = (stale?.Attempt ?? 0) + 1,
            ApprovalId = approvalId,
        };
        CostCall costCall = new(RunId, claim.CallId, Scope, CostCallKind.Tool);
        CostHold hold = await _services.Meter.PrepareHoldAsync(new CostHoldRequest(costCall, units: cost), cancellationToken).ConfigureAwait(false);
        PreparedEvent decided = Prepare(PipelineEvents.PolicyDecided(bound.Call, PolicyPhases.Exec, decision));
        PreparedEvent begun;
        try
        {
            begun = Prepare(PipelineEvents.ActionStarted(bound, Capture(bound), claim.CallId, claim.Attempt, cost, approvalId));
        }
        catch (LedgerException e) when (IsRefusal(e))
        {
            Settle([decided], stored: false);
            return await RefuseArgumentsAsync<T>(bound.Call, e.Message, cancellationToken).ConfigureAwait(false);
        }

        PreparedEvent[] events = [decided, begun];
        StartedCommit commit = new()
        {
            Claim = claim,
            TakesOver = stale?.CallId,
            HeartbeatLifetime = _services.Settings.HeartbeatLifetime,
            Hold = hold,
            Events = events,
            RefusedEvents = refusal => [decided, PrepareExceeded(bound, refusal)],
            FencingToken = _lease?.FencingToken,
        };
        StartedResult started = await TellAsync(
            events, _services.Pipeline.StartAsync(commit, cancellationToken), static result => result.Status is StartedStatus.Started or StartedStatus.BudgetExceeded).ConfigureAwait(false);
        if (started.Hold is not null)
            _services.Meter.Report(hold, started.Hold);
        switch (started.Status)
        {
            case StartedStatus.Started:
                return await ExecuteAsync(bound, claim, costCall, cost, decision, execute, jsonTypeInfo, cancellationToken).ConfigureAwait(false);
            case StartedStatus.BudgetExceeded:
                return BudgetExceeded<T>(started.Hold!.Refusal!) with { PolicyIds = decision.PolicyIds };
            case StartedStatus.RunEnded:
                return EndedMeanwhile<T>();
            default:
                return null;
        }
    }

    private async ValueTask<ActionOutcome<T>> ExecuteAsync<T>(
        BoundCall bound, ClaimRecord claim, CostCall costCall, long cost, PolicyDecision decision,
        Func<ActionContext, ValueTask<T>> execute, JsonTypeInfo<T> jsonTypeInfo, CancellationToken cancellationToken)
    {
        T value;
        PeriodicRenewal heartbeat = new(
            token => _services.Pipeline.HeartbeatAsync(RunId, bound.ClaimKey, costCall.Key, _services.Settings.HeartbeatLifetime, token),
            _services.Settings.HeartbeatLifetime, _services.Time, _services.Logger);
        await using (heartbeat.ConfigureAwait(false))
        {
            try
            {
                value = await execute(new ActionContext(claim.CallId, claim.Attempt, decision.Obligations, cancellationToken)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // From here on the commits must happen: the caller's token is spent.
                await DoubtAsync(bound.Call, claim, "cancelled", CancellationToken.None).ConfigureAwait(false);
                return InDoubt<T>("the call was cancelled while it was carried out; it may or may not have taken effect") with { PolicyIds = decision.PolicyIds };
            }
            catch (Exception e)
            {
                return await FailAsync<T>(bound, claim, costCall, decision, e).ConfigureAwait(false);
            }
        }

        return await CompleteAsync(bound, claim, costCall, cost, decision, value, jsonTypeInfo).ConfigureAwait(false);
    }

    private async ValueTask<ActionOutcome<T>> CompleteAsync<T>(
        BoundCall bound, ClaimRecord claim, CostCall costCall, long cost, PolicyDecision decision, T value, JsonTypeInfo<T> jsonTypeInfo)
    {
        CostSettlement settlement = await _services.Meter.PrepareSettlementAsync(new CostSettleRequest(costCall, units: cost), CancellationToken.None).ConfigureAwait(false);
        byte[]? result = Serialize(value, jsonTypeInfo);
        ClaimOutcome kept = new(null, null, decision.PolicyIds, cost);
        OutcomeResult closed = await FinishAsync(
            new OutcomeCommit
            {
                RunId = RunId,
                ClaimKey = bound.ClaimKey,
                CallId = claim.CallId,
                State = ClaimState.Completed,
                KeepsClaim = bound.HasKey,
                Outcome = kept,
                Result = result?.Length <= _services.Settings.MaxStoredResultBytes ? result : default(ReadOnlyMemory<byte>),
                Settlement = settlement,
                Call = costCall.Key,
                Events = [PrepareCompleted(bound, claim.CallId, cost, result)],
                FencingToken = _lease?.FencingToken,
            }).ConfigureAwait(false);
        if (closed.Charge is not null)
            _services.Meter.Report(settlement, closed.Charge);
        return closed.Closed
            ? new ActionOutcome<T> { Status = ActionStatus.Completed, Value = value, PolicyIds = decision.PolicyIds, ApprovalId = claim.ApprovalId, CostUnits = cost }
            : Superseded<T>();
    }

    private async ValueTask<ActionOutcome<T>> FailAsync<T>(BoundCall bound, ClaimRecord claim, CostCall costCall, PolicyDecision decision, Exception exception)
    {
        // The exception's message may quote arguments or answers of the tool: only its type is kept.
        string error = exception.GetType().Name;
        OutcomeResult closed = await FinishAsync(
            new OutcomeCommit
            {
                RunId = RunId,
                ClaimKey = bound.ClaimKey,
                CallId = claim.CallId,
                State = ClaimState.Failed,
                KeepsClaim = bound.HasKey,
                Outcome = new ClaimOutcome("execution_failed", error, decision.PolicyIds, 0),
                Call = costCall.Key,
                Events = [Prepare(PipelineEvents.ActionFailed(bound.Call, claim.CallId, error))],
                FencingToken = _lease?.FencingToken,
            }).ConfigureAwait(false);
        return closed.Closed
            ? new ActionOutcome<T> { Status = ActionStatus.Failed, Code = "execution_failed", Reason = error, PolicyIds = decision.PolicyIds, ApprovalId = claim.ApprovalId, Exception = exception }
            : Superseded<T>() with { Exception = exception };
    }

    /// <summary>Stores an outcome; that must happen, so no caller cancels it.</summary>
    private ValueTask<OutcomeResult> FinishAsync(OutcomeCommit commit) =>
        TellAsync(commit.Events, _services.Pipeline.FinishAsync(commit, CancellationToken.None), static result => result.Closed);

    private ValueTask<bool> DoubtAsync(ActionCall call, ClaimRecord claim, string cause, CancellationToken cancellationToken)
    {
        PreparedEvent[] events = [Prepare(PipelineEvents.ActionInDoubt(call, claim.CallId, cause))];
        return TellAsync(events, _services.Pipeline.DoubtAsync(claim, events, cancellationToken), static done => done);
    }

    /// <summary>Writes the result into the event, or its digest where the ledger refuses the result.</summary>
    private PreparedEvent PrepareCompleted(BoundCall bound, string callId, long cost, byte[]? result)
    {
        if (result is null)
            return Prepare(PipelineEvents.ActionCompleted(bound.Call, Capture(bound), callId, cost, default, "not_serializable"));
        string refused;
        try
        {
            byte[] canonical = CanonicalJson.Canonicalize(result, _services.ValueRules);
            return Prepare(PipelineEvents.ActionCompleted(bound.Call, Capture(bound), callId, cost, canonical, null));
        }
        catch (CanonicalJsonException e)
        {
            refused = JsonNamingPolicy.SnakeCaseLower.ConvertName(e.Error.ToString());
        }
        catch (LedgerException e)
        {
            refused = e.Code;
        }

        return Prepare(PipelineEvents.ActionCompleted(bound.Call, Capture(bound), callId, cost, result, refused));
    }

    /// <summary>Writes the result as JSON; nothing if that fails. The action took effect, so whatever its value does must not undo its outcome.</summary>
    private byte[]? Serialize<T>(T value, JsonTypeInfo<T> jsonTypeInfo)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, jsonTypeInfo);
        }
        catch (Exception e)
        {
            _services.Logger.ResultNotSerializable(e.GetType().Name);
            return null;
        }
    }

    // In the commit: another event of it has what was suppressed.
    private PreparedEvent PrepareExceeded(BoundCall bound, CostRefusal refusal) => WithArgumentsIfTaken(
        () => _services.Sealer.PrepareChecked(PipelineEvents.BudgetExceeded(bound, Capture(bound), refusal)),
        () => _services.Sealer.PrepareChecked(PipelineEvents.BudgetExceeded("action", bound.Call.Action, refusal)));

    /// <summary>Tells whether the ledger refuses what an event says, as opposed to failing.</summary>
    private static bool IsRefusal(LedgerException e) => e.Code is "event_too_large" or "event_not_canonical";

    private static ActionOutcome<T> Superseded<T>() =>
        new() { Status = ActionStatus.InDoubt, Code = "claim_superseded", Reason = "another process took the call over while it was carried out" };

    private static ActionOutcome<T> BudgetExceeded<T>(CostRefusal refusal) => new()
    {
        Status = ActionStatus.BudgetExceeded,
        Code = refusal.BudgetName,
        Reason = $"the limit of {refusal.Limit} is reached: {refusal.Spent} spent, {refusal.Held} held, {refusal.Requested} asked for",
    };
}
