using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>The rule denies, requires approval or allows, and nothing else would.</summary>
internal sealed class EffectPart(PolicyRule rule, PolicyEffect outcome, PhaseRules phase, RuleFormulas formulas) : Part(rule, phase, formulas)
{
    internal override Formula Premise => outcome == PolicyEffect.Allow && Phase.DefaultEffect == PolicyEffect.Allow ? Formula.Never : Formulas.Counts(Rule);

    internal override IReadOnlyList<Obstacle> Obstacles(Situation situation)
    {
        PolicyRule[] others = [.. situation.Counting.Select(static item => item.Rule).Where(other => other != Rule && other.Effect.Outcome is not null)];
        Obstacle[] stricter = [.. others.Where(other => other.Effect.Outcome >= outcome).Select(other => new Obstacle(other, Formulas.CountsNot(other)))];
        if (stricter.Length > 0 || outcome != PolicyEffect.Deny || Phase.DefaultEffect != PolicyEffect.Deny || others.Length > 0)
            return stricter;

        // What is denied anyway is not denied by this rule, unless another rule lets it through.
        IEnumerable<PolicyRule> milder = Phase.Rules.Where(other => other.Effect.Outcome is PolicyEffect.Allow or PolicyEffect.RequireApproval && CanMeet(other));
        return [new Obstacle(null, new Disjunction(milder.Select(Formulas.Counts)))];
    }

    internal override string Explain(IReadOnlyCollection<PolicyRule> hiders)
    {
        if (outcome == PolicyEffect.Allow && Phase.DefaultEffect == PolicyEffect.Allow)
            return "the default effect is allow, and to allow overrides nothing";
        string[] others = [.. hiders.GroupBy(static hider => hider.Effect.Outcome!.Value).OrderByDescending(static group => group.Key).Select(static group => $"{Passive(group.Key)} by {Names.Quote(group)}")];
        return $"what it {Active} is {string.Join(" or ", Phase.DefaultEffect == outcome ? [.. others, $"{Passive(outcome)} by default"] : others)} anyway";
    }

    private string Active => outcome switch
    {
        PolicyEffect.Deny => "denies",
        PolicyEffect.RequireApproval => "holds for approval",
        _ => "allows",
    };

    private static string Passive(PolicyEffect effect) => effect switch
    {
        PolicyEffect.Deny => "denied",
        PolicyEffect.RequireApproval => "held for approval",
        _ => "allowed",
    };
}
