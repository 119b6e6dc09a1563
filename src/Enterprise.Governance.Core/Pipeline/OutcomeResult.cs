using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance;

/// <summary>The result of an outcome commit. Immutable.</summary>
/// <param name="Closed">Whether the claim was closed; <see langword="false"/> when another attempt had taken it over, and then only the charge was stored.</param>
/// <param name="Charge">What was charged, or <see langword="null"/>.</param>
public sealed record OutcomeResult(bool Closed, CostCharge? Charge);
