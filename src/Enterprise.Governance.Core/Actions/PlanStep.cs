using Enterprise.Governance.Policies;

namespace Enterprise.Governance;

/// <summary>What policies of phase <c>plan</c> say of one step. Immutable.</summary>
/// <param name="Call">The step.</param>
/// <param name="Decision">The decision.</param>
public sealed record PlanStep(ActionCall Call, PolicyDecision Decision);
