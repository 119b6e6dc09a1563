namespace Enterprise.Governance;

/// <summary>The result of asking for a transition. Immutable.</summary>
/// <param name="Run">The run afterwards.</param>
/// <param name="Changed">Whether the step was allowed and its events are stored.</param>
public sealed record RunTransition(RunRecord Run, bool Changed);
