using Enterprise.Governance.Ledger;

namespace Enterprise.Governance;

/// <summary>Keeps approvals. Expiry follows the store's clock.</summary>
public interface IApprovalStore
{
    /// <summary>Lists approvals, newest first; lapsed ones are shown as expired.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The approvals.</returns>
    ValueTask<IReadOnlyList<ApprovalRecord>> ListAsync(ApprovalQuery query, CancellationToken cancellationToken);

    /// <summary>Reads an approval; a lapsed one is shown as expired.</summary>
    /// <param name="approvalId">The id.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The approval, or <see langword="null"/>.</returns>
    ValueTask<ApprovalRecord?> GetAsync(string approvalId, CancellationToken cancellationToken);

    /// <summary>Decides a pending approval that has not lapsed, appends its event and, when none is pending any more, lets the run go on.</summary>
    /// <param name="approvalId">The id.</param>
    /// <param name="state">Approved or denied.</param>
    /// <param name="decidedBy">Who decides.</param>
    /// <param name="reason">Why, or <see langword="null"/>.</param>
    /// <param name="decided">The event.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>The result: decided, already decided, or the run has ended.</returns>
    ValueTask<ApprovalDecisionResult> DecideAsync(string approvalId, ApprovalState state, string decidedBy, string? reason, PreparedEvent decided, CancellationToken cancellationToken);
}
