using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>Lists what a rule can do.</summary>
internal static class Parts
{
    /// <summary>Returns everything by which a decision could be another without the rule.</summary>
    internal static IEnumerable<Part> Of(PolicyRule rule, PhaseRules phase, RuleFormulas formulas)
    {
        if (!rule.Effect.Obligations.IsEmpty)
            yield return new ObligationsPart(rule, phase, formulas);
        if (rule.Effect.Outcome is { } outcome)
            yield return new EffectPart(rule, outcome, phase, formulas);
        if (rule.Effect.CostUnits is not null)
            yield return new CostPart(rule, phase, formulas);
        if (rule.Effect.DenyReason is not null)
        {
            yield return new ReasonPart(rule, Truth.True, phase, formulas);
            yield return new ReasonPart(rule, Truth.Unknown, phase, formulas);
        }
    }

    /// <summary>Returns the part by which the rule's cost is that of a decision.</summary>
    internal static IEnumerable<Part> OfCost(PolicyRule rule, PhaseRules phase, RuleFormulas formulas) => rule.Effect.CostUnits is null ? [] : [new CostPart(rule, phase, formulas, evenIfEqual: true)];

    /// <summary>Returns the parts by which the rule's reason is that of a decision.</summary>
    internal static IEnumerable<Part> OfReason(PolicyRule rule, PhaseRules phase, RuleFormulas formulas) => rule.Effect.DenyReason is null ? [] :
    [
        new ReasonPart(rule, Truth.True, phase, formulas, evenIfEqual: true),
        new ReasonPart(rule, Truth.Unknown, phase, formulas, evenIfEqual: true),
    ];
}
