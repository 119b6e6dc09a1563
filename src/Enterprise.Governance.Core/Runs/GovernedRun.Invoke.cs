using System.Text.Json.Serialization.Metadata;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance;

public sealed partial class GovernedRun
{
    /// <summary>How often a call looks again when it lost a race; then it says that it is in progress.</summary>
    private const int MaxRounds = 8;

    private const string UnknownTenant = "unknown_tenant";

    /// <summary>Carries out an action if everything allows it, at most once per idempotency key.</summary>
    /// <typeparam name="T">What the action returns.</typeparam>
    /// <param name="call">The action and its arguments.</param>
    /// <param name="execute">Carries it out; called at most once, and only after everything that allows it is durable.</param>
    /// <param name="jsonTypeInfo">How the result is written into the chain, and read on replay.</param>
    /// <param name="cancellationToken">Before the action starts: nothing is counted or held beyond the rate limit. While it runs: it is passed on, and an action that stops because of it ends in doubt.</param>
    /// <returns>The outcome: a value, whatever it is.</returns>
    /// <remarks>
    /// Order: key lookup (a replay counts nothing), rate limit, policy, approval, started commit, execute, outcome commit. A plain
    /// action costs at most three durable round trips, the limiter's included.
    /// </remarks>
    /// <exception cref="IdempotencyKeyReusedException">The key came before with another action, tool or other arguments.</exception>
    /// <exception cref="GovernanceException">The store fails, or the lease was lost (<c>run_lease_lost</c>).</exception>
    public async ValueTask<ActionOutcome<T>> InvokeAsync<T>(
        ActionCall call, Func<ActionContext, ValueTask<T>> execute, JsonTypeInfo<T> jsonTypeInfo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(execute);
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        using System.Diagnostics.Activity? activity = CoreMetrics.Source.StartActivity(CoreDiagnostics.InvokeActivity);
        ActionOutcome<T> outcome = await InvokeCoreAsync(call, execute, jsonTypeInfo, cancellationToken).ConfigureAwait(false);
        _services.Metrics.CallEnded(outcome.Status);
        return outcome;
    }

    private async ValueTask<ActionOutcome<T>> InvokeCoreAsync<T>(
        ActionCall call, Func<ActionContext, ValueTask<T>> execute, JsonTypeInfo<T> jsonTypeInfo, CancellationToken cancellationToken)
    {
        if (!BoundCall.TryBind(call, _record.Salt.Span, _services.ValueRules, out BoundCall? bound, out string? problem))
            return await RefuseArgumentsAsync<T>(call, problem, cancellationToken).ConfigureAwait(false);
        bool isCounted = false;
        for (int round = 0; round < MaxRounds; round++)
        {
            CallState state = await _services.Pipeline.FindAsync(RunId, bound.ClaimKey, cancellationToken).ConfigureAwait(false)
                ?? throw new GovernanceException("run_not_found", $"there is no run `{RunId}`");
            if (await SettledAsync(bound, state.Claim, jsonTypeInfo, cancellationToken).ConfigureAwait(false) is { } settled)
                return settled;
            RequireSameCall(bound, state.Approval);
            if (state.RunState.IsFinal())
                return Denied<T>("run_ended", $"the run is {state.RunState.ToStoredName()}");
            if (!await _services.Policies.IsKnownAsync(Scope.Tenant, cancellationToken).ConfigureAwait(false))
                return await RefuseAsync<T>(call, UnknownTenant, $"the tenant `{Scope.Tenant}` is not configured", cancellationToken).ConfigureAwait(false);
            if (!isCounted && await RefusedByRateAsync<T>("action", call.Action, cancellationToken).ConfigureAwait(false) is { } limited)
                return limited;
            isCounted = true;

            PolicySet policies = await _services.Policies.GetAsync(Scope.Tenant, cancellationToken).ConfigureAwait(false);
            PolicyDecision decision = _services.Policies.Evaluate(policies, Request(bound, PolicyPhases.Exec));
            if (decision.Effect == PolicyEffect.Deny)
            {
                if (await DenyAsync<T>(bound, state.Claim, decision, cancellationToken).ConfigureAwait(false) is { } denied)
                    return denied;
                continue;
            }

            GrantCheck grant = CheckGrant(state, decision);
            if (grant.Kind != GrantKind.Clear)
            {
                if (await AwaitOrDenyAsync<T>(bound, state.Claim, decision, grant, cancellationToken).ConfigureAwait(false) is { } waiting)
                    return waiting;
                continue;
            }

            if (await RunOnceAsync(bound, state.Claim, decision, grant.ApprovalId, execute, jsonTypeInfo, cancellationToken).ConfigureAwait(false) is { } outcome)
                return outcome;
        }

        return new ActionOutcome<T> { Status = ActionStatus.InProgress, Code = "contended", Reason = "other processes keep starting the same call" };
    }

    /// <summary>Returns what an earlier call with the same claim settled; nothing if this call may go on.</summary>
    private async ValueTask<ActionOutcome<T>?> SettledAsync<T>(BoundCall bound, ClaimRecord? claim, JsonTypeInfo<T> jsonTypeInfo, CancellationToken cancellationToken)
    {
        if (claim is null)
            return null;
        if (!bound.IsErased && !string.Equals(claim.Digest, bound.Digest, StringComparison.Ordinal))
            throw new IdempotencyKeyReusedException(RunId);
        switch (claim.State)
        {
            case ClaimState.Running when !claim.IsStale:
                return new ActionOutcome<T> { Status = ActionStatus.InProgress, Code = "in_progress", Reason = "the same call is being carried out" };
            case ClaimState.Running or ClaimState.InDoubt:
                if (bound.Call.IsIdempotent)
                    return null;
                if (claim.State == ClaimState.Running
                    && !await DoubtAsync(bound.Call, claim, "heartbeat_expired", cancellationToken).ConfigureAwait(false))
                {
                    // The claim has moved since it was read: its owner was only slow, or somebody else was faster.
                    CallState? moved = await _services.Pipeline.FindAsync(RunId, bound.ClaimKey, cancellationToken).ConfigureAwait(false);
                    return await SettledAsync(bound, moved?.Claim, jsonTypeInfo, cancellationToken).ConfigureAwait(false);
                }

                return InDoubt<T>("the call was cut in the middle; it may or may not have taken effect");
            default:
                return Replay(claim, jsonTypeInfo);
        }
    }

    /// <summary>An approval that was asked for binds an idempotency key as a claim does: its grant is for exactly these arguments.</summary>
    private void RequireSameCall(BoundCall bound, ApprovalRecord? approval)
    {
        if (approval is not null && !bound.IsErased && !string.Equals(approval.Digest, bound.Digest, StringComparison.Ordinal))
            throw new IdempotencyKeyReusedException(RunId);
    }

    private static ActionOutcome<T> Replay<T>(ClaimRecord claim, JsonTypeInfo<T> jsonTypeInfo) => new()
    {
        Status = claim.State switch
        {
            ClaimState.Completed => ActionStatus.Completed,
            ClaimState.Failed => ActionStatus.Failed,
            _ => ActionStatus.Denied,
        },
        Value = claim.State == ClaimState.Completed && !claim.Result.IsEmpty ? System.Text.Json.JsonSerializer.Deserialize(claim.Result.Span, jsonTypeInfo) : default,
        Code = claim.Outcome?.Code,
        Reason = claim.Outcome?.Reason,
        PolicyIds = claim.Outcome?.PolicyIds ?? [],
        ApprovalId = claim.ApprovalId,
        CostUnits = claim.Outcome?.CostUnits ?? 0,
        IsReplay = true,
        IsErased = claim.IsErased,
    };

    private async ValueTask<ActionOutcome<T>> RefuseArgumentsAsync<T>(ActionCall call, string problem, CancellationToken cancellationToken)
    {
        if (await EndedAsync<T>(cancellationToken).ConfigureAwait(false) is { } ended)
            return ended;
        return await RefuseAsync<T>(call, "args_not_canonical", $"the arguments are refused: {problem}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Denies a call that no policy was asked about, and records why.</summary>
    private async ValueTask<ActionOutcome<T>> RefuseAsync<T>(ActionCall call, string code, string reason, CancellationToken cancellationToken)
    {
        PreparedEvent decided = Prepare(PipelineEvents.Refused(call, PolicyPhases.Exec, code));
        RefusalStatus stored = await StoreRefusalAsync(new RefusalCommit { RunId = RunId, Events = [decided], FencingToken = _lease?.FencingToken }, cancellationToken).ConfigureAwait(false);
        return stored == RefusalStatus.RunEnded ? EndedMeanwhile<T>() : Denied<T>(code, reason);
    }

    /// <summary>Denies a call for good; nothing if it lost a race and should look again.</summary>
    private async ValueTask<ActionOutcome<T>?> DenyAsync<T>(BoundCall bound, ClaimRecord? dead, PolicyDecision decision, CancellationToken cancellationToken)
    {
        ActionOutcome<T> outcome = Denied<T>("policy_denied", decision.DenyReason ?? "a policy denies the action") with { PolicyIds = decision.PolicyIds };
        RefusalStatus stored = await StoreRefusalAsync(
            new RefusalCommit
            {
                RunId = RunId,
                Events = [PrepareDecided(bound, PolicyPhases.Exec, decision)],
                Claim = FinalDenial(bound, outcome.Code!, outcome.Reason!, decision),
                BesideCallId = dead?.CallId,
                FencingToken = _lease?.FencingToken,
            },
            cancellationToken).ConfigureAwait(false);
        return AfterRefusal(stored, outcome);
    }

    private PreparedEvent PrepareDecided(BoundCall bound, string phase, PolicyDecision decision) => WithArgumentsIfTaken(
        () => Prepare(PipelineEvents.PolicyDecided(bound, Capture(bound), phase, decision)), () => Prepare(PipelineEvents.PolicyDecided(bound.Call, phase, decision)));

    /// <summary>Prepares an event with arguments, or without them if the ledger refuses them.</summary>
    private static PreparedEvent WithArgumentsIfTaken(Func<PreparedEvent> with, Func<PreparedEvent> without)
    {
        try
        {
            return with();
        }
        catch (LedgerException e) when (IsRefusal(e))
        {
            return without();
        }
    }

    private static ActionOutcome<T>? AfterRefusal<T>(RefusalStatus stored, ActionOutcome<T> outcome) => stored switch
    {
        RefusalStatus.ClaimStands => null,
        RefusalStatus.RunEnded => EndedMeanwhile<T>(),
        _ => outcome,
    };

    /// <summary>The claim that makes a denial final for its idempotency key; nothing for a call without one.</summary>
    private ClaimRecord? FinalDenial(BoundCall bound, string code, string reason, PolicyDecision decision) => !bound.HasKey ? null : new ClaimRecord
    {
        RunId = RunId,
        ClaimKey = bound.ClaimKey,
        Digest = bound.Digest,
        State = ClaimState.Denied,
        CallId = _services.NewId(),
        Attempt = 0,
        Outcome = new ClaimOutcome(code, reason, decision.PolicyIds, 0),
    };

    private static ActionOutcome<T> EndedMeanwhile<T>() => Denied<T>(RunEnded, "the run has ended");

    private static ActionOutcome<T> Denied<T>(string code, string reason) => new() { Status = ActionStatus.Denied, Code = code, Reason = reason };

    private static ActionOutcome<T> InDoubt<T>(string reason) => new() { Status = ActionStatus.InDoubt, Code = "in_doubt", Reason = reason };
}
