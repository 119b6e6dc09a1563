using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>The rule adds its obligations, which nothing takes away.</summary>
internal sealed class ObligationsPart(PolicyRule rule, PhaseRules phase, RuleFormulas formulas) : Part(rule, phase, formulas)
{
    internal override Formula Premise => Formulas.Of(Rule, Truths.True);

    internal override IReadOnlyList<Obstacle> Obstacles(Situation situation) => [];

    internal override string Explain(IReadOnlyCollection<PolicyRule> hiders) => "its condition is never true, only unknown, and then its obligations do not count";
}
