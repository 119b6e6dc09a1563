using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance;

/// <summary>The result of a started commit. Immutable.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Hold">The meter's decision, where it was asked.</param>
public sealed record StartedResult(StartedStatus Status, CostHoldDecision? Hold = null);
