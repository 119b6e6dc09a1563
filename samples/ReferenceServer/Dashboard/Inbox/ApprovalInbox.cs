using System.Collections.Immutable;
using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using ReferenceServer.Dashboard.Policies;
using ReferenceServer.Dashboard.Sessions;

namespace ReferenceServer.Dashboard.Inbox;

/// <summary>The approvals of the operator's tenant. One for each circuit, so that its parts hear of each other's decisions.</summary>
internal sealed class ApprovalInbox(Operator who, IApprovals approvals, RuleBook book)
{
    internal const int MaxListed = 100;

    /// <summary>Occurs when something was decided in this circuit.</summary>
    internal event Action? Changed;

    internal async Task<int> CountAsync(CancellationToken cancellationToken) => (await ListAsync(ApprovalState.Pending, cancellationToken)).Count;

    /// <summary>Lists what waits, what expires first at the top.</summary>
    internal async Task<ImmutableArray<ApprovalCase>> PendingAsync(CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.RequireAsync(GovernanceCapabilities.ApprovalsRead, cancellationToken);
        ImmutableArray<RuleEntry> rules = await book.ReadAsync(scope.Tenant, cancellationToken);
        bool mayDecide = await who.MayAsync(GovernanceCapabilities.ApprovalsDecide);
        return [.. (await ListAsync(ApprovalState.Pending, cancellationToken)).OrderBy(static approval => approval.ExpiresAt).Select(approval => ApprovalCase.Of(approval, rules, scope, mayDecide))];
    }

    /// <summary>Lists what is not pending any more, what was decided last first.</summary>
    internal async Task<ImmutableArray<ApprovalRecord>> DecidedAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(null, cancellationToken)).Where(static approval => approval.State != ApprovalState.Pending).OrderByDescending(static approval => approval.UpdatedAt)];

    internal async Task<ApprovalCase?> FindAsync(string approvalId, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.RequireAsync(GovernanceCapabilities.ApprovalsRead, cancellationToken);
        return await approvals.GetAsync(scope.Tenant, approvalId, cancellationToken) is { } approval
            ? ApprovalCase.Of(approval, [], scope, await who.MayAsync(GovernanceCapabilities.ApprovalsDecide))
            : null;
    }

    /// <exception cref="RefusedException">It cannot be decided any more, or not by this operator.</exception>
    internal async Task DecideAsync(string approvalId, ApprovalDecision decision, string? reason, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.ActAsync(GovernanceCapabilities.ApprovalsDecide, cancellationToken);
        ApprovalDecisionResult result = await approvals.DecideAsync(approvalId, decision, new ApproverIdentity(scope.Tenant, scope.User!), string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), cancellationToken);
        Changed?.Invoke();
        if (result.Status == ApprovalDecisionStatus.Decided)
            return;
        throw new RefusedException(result.Status switch
        {
            ApprovalDecisionStatus.RequesterCannotApprove => ApprovalCase.OwnRequest,
            ApprovalDecisionStatus.AlreadyDecided => result.Approval?.State == ApprovalState.Expired ? "The approval has expired." : $"{result.Approval?.DecidedBy ?? "Somebody"} has decided it already.",
            ApprovalDecisionStatus.RunEnded => "The run has ended; nothing is left to decide.",
            _ => "There is no such approval.",
        });
    }

    private async Task<IReadOnlyList<ApprovalRecord>> ListAsync(ApprovalState? state, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.RequireAsync(GovernanceCapabilities.ApprovalsRead, cancellationToken);
        return await approvals.ListAsync(new ApprovalQuery(scope.Tenant) { State = state, Limit = MaxListed }, cancellationToken);
    }
}
