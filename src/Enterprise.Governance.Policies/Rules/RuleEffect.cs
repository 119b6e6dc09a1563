using System.Collections.Immutable;

namespace Enterprise.Governance.Policies.Rules;

/// <summary>What a rule does when it matches. Without an outcome it only sets cost or obligations.</summary>
internal sealed record RuleEffect(PolicyEffect? Outcome, string? DenyReason, long? CostUnits, ImmutableArray<PolicyObligation> Obligations)
{
    internal static RuleEffect Of(PolicyEffect outcome) => new(outcome, null, null, []);

    /// <summary>Gets whether the rule counts when its condition is unknown.</summary>
    internal bool FailsClosed => Outcome is PolicyEffect.Deny or PolicyEffect.RequireApproval;

    /// <summary>Tells whether two effects do the same; the records' own equality compares lists by reference.</summary>
    internal bool IsEqualTo(RuleEffect other) => Outcome == other.Outcome && DenyReason == other.DenyReason && CostUnits == other.CostUnits
        && Obligations.Select(static obligation => obligation.ToString()).SequenceEqual(other.Obligations.Select(static obligation => obligation.ToString()));
}
