namespace Enterprise.Governance;

/// <summary>What the store knows of a call before it is decided: one snapshot. Immutable.</summary>
/// <param name="RunState">Where the run stands.</param>
/// <param name="Claim">The call's claim, or <see langword="null"/>.</param>
/// <param name="Approval">The latest approval asked for this call, or <see langword="null"/>; a lapsed one is shown as expired.</param>
public sealed record CallState(RunState RunState, ClaimRecord? Claim, ApprovalRecord? Approval);
