namespace Enterprise.Governance.Testing;

// Decisions, as an approver of the approval's own tenant.
public sealed partial class GovernanceTestHost
{
    private const string Tester = "tester";

    /// <summary>Approves.</summary>
    /// <param name="approvalId">The approval, such as <c>outcome.ApprovalId</c>.</param>
    /// <param name="by">Who approves; not the user of the run, who may not.</param>
    /// <param name="reason">Why, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The approval, approved.</returns>
    /// <exception cref="InvalidOperationException">There is no such approval, or it cannot be decided; the message says why.</exception>
    public ValueTask<ApprovalRecord> ApproveAsync(string? approvalId, string by = Tester, string? reason = null, CancellationToken cancellationToken = default) =>
        DecideAsync(approvalId, ApprovalDecision.Approved, by, reason, cancellationToken);

    /// <summary>Denies.</summary>
    /// <param name="approvalId">The approval, such as <c>outcome.ApprovalId</c>.</param>
    /// <param name="by">Who denies; not the user of the run, who may not.</param>
    /// <param name="reason">Why, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The approval, denied.</returns>
    /// <exception cref="InvalidOperationException">There is no such approval, or it cannot be decided; the message says why.</exception>
    public ValueTask<ApprovalRecord> DenyAsync(string? approvalId, string by = Tester, string? reason = null, CancellationToken cancellationToken = default) =>
        DecideAsync(approvalId, ApprovalDecision.Denied, by, reason, cancellationToken);

    /// <summary>Approves what has waited longest.</summary>
    /// <param name="by">Who approves; not the user of the run, who may not.</param>
    /// <param name="reason">Why, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The approval, approved.</returns>
    /// <exception cref="InvalidOperationException">Nothing waits, or it cannot be decided; the message says why.</exception>
    public async ValueTask<ApprovalRecord> ApproveNextAsync(string by = Tester, string? reason = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ApprovalRecord> pending = await ListAsync(ApprovalState.Pending, cancellationToken).ConfigureAwait(false);
        return pending.Count == 0
            ? throw new InvalidOperationException("no approval waits")
            : await DecideAsync(pending[^1], ApprovalDecision.Approved, by, reason, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ApprovalRecord> DecideAsync(string? approvalId, ApprovalDecision decision, string by, string? reason, CancellationToken cancellationToken)
    {
        if (approvalId is null)
            throw new InvalidOperationException("there is no approval id; did the action ask for an approval?");
        IReadOnlyList<ApprovalRecord> all = await ListAsync(null, cancellationToken).ConfigureAwait(false);
        ApprovalRecord approval = all.FirstOrDefault(one => string.Equals(one.ApprovalId, approvalId, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"there is no approval `{approvalId}`");
        return await DecideAsync(approval, decision, by, reason, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ApprovalRecord> DecideAsync(ApprovalRecord approval, ApprovalDecision decision, string by, string? reason, CancellationToken cancellationToken)
    {
        ApprovalDecisionResult result = await Approvals.DecideAsync(approval.ApprovalId, decision, new ApproverIdentity(approval.Tenant, by), reason, cancellationToken).ConfigureAwait(false);
        return result.Status == ApprovalDecisionStatus.Decided
            ? result.Approval!
            : throw new InvalidOperationException($"approval `{approval.ApprovalId}` of `{approval.Action}` was not decided: {result.Status}");
    }

    private ValueTask<IReadOnlyList<ApprovalRecord>> ListAsync(ApprovalState? state, CancellationToken cancellationToken) =>
        Approvals.ListAsync(new ApprovalQuery(null) { State = state, Limit = 1000 }, cancellationToken);
}
