using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;

namespace Enterprise.Governance.Approvals;

/// <summary>Decides approvals by the rules: only in one's own tenant, never one's own request, once.</summary>
internal sealed class ApprovalDesk(PipelineServices services) : IApprovals
{
    private const int MaxReasonLength = 1000;
    private const int MaxListed = 1000;

    public ValueTask<IReadOnlyList<ApprovalRecord>> ListAsync(ApprovalQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MaxListed, nameof(query));
        return services.Approvals.ListAsync(query, cancellationToken);
    }

    public async ValueTask<ApprovalRecord?> GetAsync(string tenant, string approvalId, CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(tenant);
        ArgumentException.ThrowIfNullOrEmpty(approvalId);
        ApprovalRecord? approval = await services.Approvals.GetAsync(approvalId, cancellationToken).ConfigureAwait(false);
        return approval is not null && string.Equals(approval.Tenant, tenant, StringComparison.Ordinal) ? approval : null;
    }

    public async ValueTask<ApprovalDecisionResult> DecideAsync(
        string approvalId, ApprovalDecision decision, ApproverIdentity approver, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(approver);
        GovernanceIdentifier.Require(approver.User, nameof(approver));
        if (reason?.Length > MaxReasonLength)
            throw new ArgumentException($"the reason has {reason.Length} characters; at most {MaxReasonLength} are allowed", nameof(reason));
        await services.Ledger.OpenAsync(cancellationToken).ConfigureAwait(false);
        ApprovalRecord? approval = await GetAsync(approver.Tenant, approvalId, cancellationToken).ConfigureAwait(false);
        if (approval is null)
            return new ApprovalDecisionResult(ApprovalDecisionStatus.NotFound, null);
        if (!services.Settings.RequesterMayApprove && string.Equals(approval.RequestedBy, approver.User, StringComparison.Ordinal))
            return new ApprovalDecisionResult(ApprovalDecisionStatus.RequesterCannotApprove, approval);
        (ApprovalState state, string name) = decision switch
        {
            ApprovalDecision.Approved => (ApprovalState.Approved, "approved"),
            ApprovalDecision.Denied => (ApprovalState.Denied, "denied"),
            _ => throw new ArgumentOutOfRangeException(nameof(decision), decision, "approved or denied"),
        };
        PreparedEvent decided = services.Sealer.Prepare(PipelineEvents.ApprovalDecided(approvalId, name, approver.User, reason));
        return await services.Approvals.DecideAsync(approvalId, state, approver.User, reason, decided, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ApprovalRecord?> WaitAsync(string tenant, string approvalId, CancellationToken cancellationToken = default)
    {
        using PeriodicTimer timer = new(services.Settings.ApprovalPollInterval, services.Time);
        while (true)
        {
            ApprovalRecord? approval = await GetAsync(tenant, approvalId, cancellationToken).ConfigureAwait(false);
            if (approval is null || approval.State != ApprovalState.Pending)
                return approval;
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
