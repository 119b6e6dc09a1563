using System.Collections.Frozen;

namespace Enterprise.Governance.Pipeline;

/// <summary>The event types that only Core writes.</summary>
internal static class CoreEventTypes
{
    private static readonly FrozenSet<string> Types = FrozenSet.Create(
        StringComparer.Ordinal,
        "run.started", "run.completed", "run.failed", "run.cancelled", "policy.decided", "approval.requested", "approval.decided",
        "action.started", "action.completed", "action.failed", "action.in_doubt", "llm.called", "budget.exceeded", "rate.limited");

    internal static bool Contains(string type) => Types.Contains(type);
}
