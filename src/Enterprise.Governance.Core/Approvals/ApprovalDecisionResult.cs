namespace Enterprise.Governance;

/// <summary>The result of deciding an approval. Immutable.</summary>
/// <param name="Status">What became of the decision.</param>
/// <param name="Approval">The approval afterwards, or <see langword="null"/> if there is none.</param>
public sealed record ApprovalDecisionResult(ApprovalDecisionStatus Status, ApprovalRecord? Approval);
