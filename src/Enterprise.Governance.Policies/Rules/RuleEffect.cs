using System.Collections.Immutable;

namespace Enterprise.Governance.Policies.Rules;

/// <summary>What a rule does when it matches. Without an outcome it only sets cost or obligations.</summary>
internal sealed record RuleEffect(PolicyEffect? Outcome, string? DenyReason, long? CostUnits, ImmutableArray<PolicyObligation> Obligations)
{
    internal static RuleEffect Of(PolicyEffect outcome) => new(outcome, null, null, []);

    /// <summary>Gets whether the rule counts when its condition is unknown.</summary>
    internal bool FailsClosed => Outcome is PolicyEffect.Deny or PolicyEffect.RequireApproval;
}
