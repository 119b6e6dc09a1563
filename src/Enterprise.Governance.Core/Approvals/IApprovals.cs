namespace Enterprise.Governance;

/// <summary>Lists, decides and waits for approvals. Thread-safe.</summary>
public interface IApprovals
{
    /// <summary>Lists approvals, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The approvals; a lapsed one counts as expired.</returns>
    ValueTask<IReadOnlyList<ApprovalRecord>> ListAsync(ApprovalQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads one approval.</summary>
    /// <param name="tenant">The tenant; another tenant's approval is not found.</param>
    /// <param name="approvalId">The id.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The approval, or <see langword="null"/>.</returns>
    ValueTask<ApprovalRecord?> GetAsync(string tenant, string approvalId, CancellationToken cancellationToken = default);

    /// <summary>Decides an approval. The first decision stands.</summary>
    /// <param name="approvalId">The id.</param>
    /// <param name="decision">What the approver says.</param>
    /// <param name="approver">Who says it, as the host authenticated them; not the requester.</param>
    /// <param name="reason">Why, at most 1,000 characters; it enters the chain.</param>
    /// <param name="cancellationToken">Cancels waiting; after the commit has begun the result is awaited.</param>
    /// <returns>What became of the decision.</returns>
    ValueTask<ApprovalDecisionResult> DecideAsync(string approvalId, ApprovalDecision decision, ApproverIdentity approver, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Waits until an approval is decided or has expired.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="approvalId">The id.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>The approval, decided or expired; <see langword="null"/> if there is none.</returns>
    ValueTask<ApprovalRecord?> WaitAsync(string tenant, string approvalId, CancellationToken cancellationToken = default);
}
