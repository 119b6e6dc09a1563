using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>The rule sets the cost.</summary>
/// <param name="rule">The rule.</param>
/// <param name="phase">The phase.</param>
/// <param name="formulas">The formulas.</param>
/// <param name="evenIfEqual">Whether it is enough that the cost is that of this rule, though without it another would set the same.</param>
internal sealed class CostPart(PolicyRule rule, PhaseRules phase, RuleFormulas formulas, bool evenIfEqual = false) : Part(rule, phase, formulas)
{
    internal override Formula Premise => Formulas.Of(Rule, Truths.True);

    internal override IReadOnlyList<Obstacle> Obstacles(Situation situation)
    {
        PolicyRule[] others = [.. situation.Rules(Truth.True).Where(other => other != Rule && other.Effect.CostUnits is not null)];
        Obstacle[] higher = [.. others.Where(IsHigher).Select(other => new Obstacle(other, Formulas.Of(other, Truths.NotTrue)))];
        if (higher.Length > 0 || evenIfEqual || others.Length == 0 || others[0].Effect.CostUnits != Rule.Effect.CostUnits)
            return higher;
        IEnumerable<Formula> different = Between(others[0]).Where(other => other.Effect.CostUnits is { } units && units != Rule.Effect.CostUnits && CanMeet(other)).Select(other => Formulas.Of(other, Truths.True));
        return [new Obstacle(others[0], new Disjunction([Formulas.Of(others[0], Truths.NotTrue), .. different]))];
    }

    internal override string Explain(IReadOnlyCollection<PolicyRule> hiders) => hiders.Count == 0
        ? "its condition is never true, only unknown, and then its cost does not count"
        : GivesWay("cost", hiders, hider => !evenIfEqual && hider.Effect.CostUnits == Rule.Effect.CostUnits);
}
