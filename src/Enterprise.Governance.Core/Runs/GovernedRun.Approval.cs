using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance;

public sealed partial class GovernedRun
{
    private const string RunEnded = "run_ended";

    /// <summary>Holds the latest approval of this call against what the policies require now.</summary>
    private static GrantCheck CheckGrant(CallState state, PolicyDecision decision)
    {
        if (decision.Effect != PolicyEffect.RequireApproval)
            return new GrantCheck(GrantKind.Clear);
        ApprovalRecord? approval = state.Approval;
        if (approval is null)
            return new GrantCheck(GrantKind.Ask);

        // An attempt that was cut in the middle is repeated under the grant it had used.
        bool isUsed = approval.UsedBy is not null && !string.Equals(approval.ApprovalId, state.Claim?.ApprovalId, StringComparison.Ordinal);
        return approval.State switch
        {
            ApprovalState.Pending => new GrantCheck(GrantKind.Pending, approval),
            ApprovalState.Denied => new GrantCheck(GrantKind.Refused, approval),
            ApprovalState.Expired => new GrantCheck(GrantKind.Lapsed, approval),

            // The grant holds if every rule that requires approval now was among those that the approver saw.
            _ when !isUsed && decision.ApprovalRules.All(rule => approval.Rules.Contains(rule)) => new GrantCheck(GrantKind.Clear, approval),
            _ => new GrantCheck(GrantKind.Ask),
        };
    }

    /// <summary>Asks for an approval, or says how an earlier request stands; nothing if the call should look again.</summary>
    private async ValueTask<ActionOutcome<T>?> AwaitOrDenyAsync<T>(BoundCall bound, ClaimRecord? dead, PolicyDecision decision, GrantCheck grant, CancellationToken cancellationToken)
    {
        switch (grant.Kind)
        {
            case GrantKind.Pending:
                return Awaiting<T>(grant.Approval!, decision);
            case GrantKind.Refused:
                return await RefusedByApproverAsync<T>(bound, dead, decision, grant.Approval!, "approval_denied", grant.Approval!.Reason ?? "the approver denied the action", [], cancellationToken).ConfigureAwait(false);
            case GrantKind.Lapsed when bound.HasKey || grant.Approval!.DecidedBy is null:
                // The first to see the lapse records it; with a key that is final, without one the next round asks again.
                PreparedEvent lapsed = Prepare(PipelineEvents.ApprovalDecided(grant.Approval!.ApprovalId, "expired", null, null));
                ActionOutcome<T>? outcome = await RefusedByApproverAsync<T>(bound, dead, decision, grant.Approval, "approval_expired", "nobody decided in time", [lapsed], cancellationToken).ConfigureAwait(false);
                if (bound.HasKey)
                    return outcome;
                break;
        }

        try
        {
            return Awaiting<T>(await AskAsync(bound, decision, cancellationToken).ConfigureAwait(false), decision);
        }
        catch (GovernanceException e) when (e.Code == RunEnded)
        {
            // Somebody ended the run in between; the next look says so.
            return null;
        }
        catch (LedgerException e) when (IsRefusal(e))
        {
            return await RefuseArgumentsAsync<T>(bound.Call, e.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Denies a call for what became of its approval; nothing if it lost a race and should look again.</summary>
    private async ValueTask<ActionOutcome<T>?> RefusedByApproverAsync<T>(
        BoundCall bound, ClaimRecord? dead, PolicyDecision decision, ApprovalRecord approval, string code, string reason, IReadOnlyList<PreparedEvent> events, CancellationToken cancellationToken)
    {
        RefusalStatus stored = await StoreRefusalAsync(
            new RefusalCommit
            {
                RunId = RunId,
                Events = events,
                Claim = FinalDenial(bound, code, reason, decision) is { } claim ? claim with { ApprovalId = approval.ApprovalId } : null,
                BesideCallId = dead?.CallId,
                ExpiredApprovalId = events.Count > 0 ? approval.ApprovalId : null,
                FencingToken = _lease?.FencingToken,
            },
            cancellationToken).ConfigureAwait(false);
        return AfterRefusal(stored, Denied<T>(code, reason) with { PolicyIds = decision.PolicyIds, ApprovalId = approval.ApprovalId });
    }

    private async ValueTask<ApprovalRecord> AskAsync(BoundCall bound, PolicyDecision decision, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _services.Time.GetUtcNow();
        ApprovalRecord approval = new()
        {
            ApprovalId = _services.NewId(),
            RunId = RunId,
            Tenant = Scope.Tenant,
            Org = Scope.Org,
            ClaimKey = bound.ClaimKey,
            Digest = bound.Digest,
            Action = bound.Call.Action,
            Tool = bound.Call.Tool,
            Args = bound.Args,
            Rules = decision.ApprovalRules,
            State = ApprovalState.Pending,
            RequestedBy = Scope.User,
            CreatedAt = now,
            ExpiresAt = now + _services.Settings.ApprovalLifetime,
            UpdatedAt = now,
        };
        PreparedEvent[] events =
        [
            Prepare(PipelineEvents.PolicyDecided(bound.Call, PolicyPhases.Exec, decision)),
            Prepare(PipelineEvents.ApprovalRequested(approval, bound, Capture(bound))),
        ];
        ApprovalRecord stored = await TellAsync(
            events, _services.Pipeline.RequestApprovalAsync(approval, events, _lease?.FencingToken, cancellationToken), one => ReferenceEquals(one, approval)).ConfigureAwait(false);
        RequireSameCall(bound, stored);
        if (ReferenceEquals(stored, approval))
            _services.Metrics.ApprovalRequested();
        return stored;
    }

    private static ActionOutcome<T> Awaiting<T>(ApprovalRecord approval, PolicyDecision decision) => new()
    {
        Status = ActionStatus.AwaitingApproval,
        Code = "awaiting_approval",
        Reason = "somebody must approve the action first",
        PolicyIds = decision.PolicyIds,
        ApprovalId = approval.ApprovalId,
    };

    private ArgumentCapture Capture(BoundCall bound) => bound.Call.Capture ?? _services.Settings.ArgumentCapture;
}
