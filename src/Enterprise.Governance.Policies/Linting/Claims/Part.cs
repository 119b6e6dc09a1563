using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>One thing that a rule can do to decisions of a phase. It shows in a request if the decision would be another without the rule.</summary>
internal abstract class Part(PolicyRule rule, PhaseRules phase, RuleFormulas formulas)
{
    protected PolicyRule Rule => rule;

    internal PhaseRules Phase => phase;

    protected RuleFormulas Formulas => formulas;

    protected int Place { get; } = phase.PlaceOf(rule);

    /// <summary>Gets a formula that is true of every request in which the part shows.</summary>
    internal abstract Formula Premise { get; }

    /// <summary>Returns why the part does not show in a situation in which the premise is true; nothing if it does.</summary>
    internal abstract IReadOnlyList<Obstacle> Obstacles(Situation situation);

    /// <summary>Says in one clause why no part of this kind ever shows.</summary>
    /// <param name="hiders">The rules that hide them; empty if none does.</param>
    internal abstract string Explain(IReadOnlyCollection<PolicyRule> hiders);

    /// <summary>Tells whether another rule stands before this one in the order of precedence.</summary>
    protected bool IsHigher(PolicyRule other) => phase.PlaceOf(other) < Place;

    /// <summary>Says which rules give a value in place of this one, and which would give the same without it.</summary>
    protected static string GivesWay(string value, IReadOnlyCollection<PolicyRule> hiders, Predicate<PolicyRule> hasSame)
    {
        ILookup<bool, PolicyRule> bySameness = hiders.ToLookup(hider => hasSame(hider));
        string different = bySameness[false].Any() ? $"its {value} gives way to that of {Names.Quote(bySameness[false])}" : "";
        string same = bySameness[true].Any() ? $"without it the {value} is the same, by {Names.Quote(bySameness[true])}" : "";
        return different.Length > 0 && same.Length > 0 ? $"{different}, and {same}" : different + same;
    }

    /// <summary>Gives a quick no to the question whether another rule can match where this one does.</summary>
    protected bool CanMeet(PolicyRule other) => Overlap.IsPossible(rule, other);

    /// <summary>Returns the rules of the phase between this one and another that stands behind it.</summary>
    protected IEnumerable<PolicyRule> Between(PolicyRule other) => phase.Rules.Skip(Place + 1).Take(phase.PlaceOf(other) - Place - 1);
}
