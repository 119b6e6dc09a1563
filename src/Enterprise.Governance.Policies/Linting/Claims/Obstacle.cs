using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>Why a part of a rule does not show in a situation.</summary>
/// <param name="Hider">The rule that hides it; <see langword="null"/> if another is missing instead.</param>
/// <param name="Formula">Is true of every request in which the part shows, and not of this one.</param>
internal sealed record Obstacle(PolicyRule? Hider, Formula Formula);
