using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>The rule gives the reason of a denial: a denial that truly matches goes before one that is only unknown, then the higher before the lower.</summary>
/// <param name="rule">The rule.</param>
/// <param name="truth">Whether the rule matches or is unknown.</param>
/// <param name="phase">The phase.</param>
/// <param name="formulas">The formulas.</param>
/// <param name="evenIfEqual">Whether it is enough that the reason is that of this rule, though without it another would give the same.</param>
internal sealed class ReasonPart(PolicyRule rule, Truth truth, PhaseRules phase, RuleFormulas formulas, bool evenIfEqual = false) : Part(rule, phase, formulas)
{
    internal override Formula Premise => Formulas.Of(Rule, truth == Truth.True ? Truths.True : Truths.Unknown);

    internal override IReadOnlyList<Obstacle> Obstacles(Situation situation)
    {
        (PolicyRule Rule, Truth Truth)[] others =
        [
            .. situation.Counting.Where(item => item.Rule != Rule && item.Rule.Effect.DenyReason is not null).OrderByDescending(static item => item.Truth),
        ];
        Obstacle[] before = [.. others.Where(GoesBefore).Select(item => new Obstacle(item.Rule, Formulas.Of(item.Rule, Of(item.Truth).Complement())))];
        if (before.Length > 0 || evenIfEqual || others.Length == 0 || others[0].Rule.Effect.DenyReason != Rule.Effect.DenyReason)
            return before;
        (PolicyRule next, Truth nextTruth) = others[0];
        return [new Obstacle(next, new Disjunction([Formulas.Of(next, Of(nextTruth).Complement()), .. Others(next, nextTruth)]))];
    }

    internal override string Explain(IReadOnlyCollection<PolicyRule> hiders) => GivesWay("reason", hiders, hider => !evenIfEqual && hider.Effect.DenyReason == Rule.Effect.DenyReason);

    /// <summary>Says that a rule with another reason goes before the one that would give the same.</summary>
    private IEnumerable<Formula> Others(PolicyRule next, Truth nextTruth)
    {
        PolicyRule[] others = [.. Phase.Rules.Where(other => other.Effect.DenyReason is { } reason && reason != Rule.Effect.DenyReason && CanMeet(other))];
        IEnumerable<PolicyRule> matching = others.Where(other => nextTruth == Truth.Unknown || Phase.PlaceOf(other) < Phase.PlaceOf(next));
        IEnumerable<PolicyRule> unknown = nextTruth == Truth.Unknown ? others.Where(other => Phase.PlaceOf(other) < Phase.PlaceOf(next)) : [];
        return [.. matching.Select(other => Formulas.Of(other, Truths.True)), .. unknown.Select(other => Formulas.Of(other, Truths.Unknown))];
    }

    private bool GoesBefore((PolicyRule Rule, Truth Truth) other) => other.Truth > truth || (other.Truth == truth && IsHigher(other.Rule));

    private static Truths Of(Truth truth) => truth == Truth.True ? Truths.True : Truths.Unknown;
}
