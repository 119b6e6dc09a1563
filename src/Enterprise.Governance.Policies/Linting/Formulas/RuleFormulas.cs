using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Texts;

namespace Enterprise.Governance.Policies.Linting.Formulas;

/// <summary>Says in formulas what the conditions of rules say. Each is made once. Of one lint.</summary>
internal sealed class RuleFormulas
{
    private readonly Dictionary<(PolicyRule Rule, Truths Truths), Formula> _made = [];
    private readonly Dictionary<string, TextPattern> _patterns = new(StringComparer.Ordinal);

    /// <summary>Returns of which requests the rule is one of some truth values. A request of another tenant than the rule's makes it false.</summary>
    internal Formula Of(PolicyRule rule, Truths truths)
    {
        if (_made.TryGetValue((rule, truths), out Formula? formula))
            return formula;
        formula = Of(rule.Condition, truths);
        if (rule.Tenant is { } tenant)
        {
            bool outside = truths.Allows(Truth.False);
            SubjectLiteral owner = new(Subject.Tenant, TextPattern.Word(tenant), !outside);
            formula = outside ? new Disjunction([owner, formula]) : new Conjunction([owner, formula]);
        }

        return _made[(rule, truths)] = formula;
    }

    /// <summary>Returns of which requests the rule counts.</summary>
    internal Formula Counts(PolicyRule rule) => Of(rule, CountingTruths(rule));

    /// <summary>Returns of which requests the rule does not count.</summary>
    internal Formula CountsNot(PolicyRule rule) => Of(rule, CountingTruths(rule).Complement());

    /// <summary>Returns what must hold for the rule to count, criterion by criterion and test by test, each with its name.</summary>
    internal IEnumerable<(string Name, Formula Formula)> Criteria(PolicyRule rule)
    {
        Truths truths = CountingTruths(rule);
        if (rule.Tenant is { } tenant)
            yield return ("the tenant that owns it", new SubjectLiteral(Subject.Tenant, TextPattern.Word(tenant), positive: true));
        foreach (Criterion criterion in rule.Condition.Criteria.ToArray())
        {
            if (criterion is ArgumentsCriterion arguments)
            {
                foreach ((ArgumentPath path, ArgumentTest test) in ConditionWalk.Tests(arguments))
                    yield return ($"`args.{path.Text}` `{test.Name}`", new ArgumentLiteral(path, test, truths));
            }
            else
            {
                yield return ($"`{KeyOf(criterion)}`", Of(criterion, truths));
            }
        }
    }

    /// <summary>Returns the truth values of its condition with which a rule counts.</summary>
    internal static Truths CountingTruths(PolicyRule rule) => rule.Effect.FailsClosed ? Truths.NotFalse : Truths.True;

    private Formula Of(Condition condition, Truths truths) => Combine(truths, condition.Criteria.ToArray(), Of);

    private Formula Of(Criterion criterion, Truths truths) => criterion switch
    {
        AllCriterion all => Combine(truths, all.Conditions.ToArray(), Of),

        // By De Morgan, which holds for three values too.
        AnyCriterion any => Combine(truths.Negated(), any.Conditions.ToArray(), (condition, negated) => Of(condition, negated.Negated())),
        NotCriterion not => Of(not.Condition, truths.Negated()),
        PatternCriterion pattern => TwoValued(truths, positive => new SubjectLiteral(pattern.Subject, PatternOf(pattern.Pattern), positive)),
        RolesCriterion roles => TwoValued(truths, positive => OfRoles(roles, positive)),
        ArgumentsCriterion arguments => Combine(truths, [.. ConditionWalk.Tests(arguments)], static (test, allowed) => new ArgumentLiteral(test.Path, test.Test, allowed)),
        _ => throw new InvalidOperationException($"The lint does not know {criterion.GetType().Name}."),
    };

    /// <summary>Joins by Kleene's AND: true if all are, false if one is.</summary>
    private static Formula Combine<T>(Truths truths, T[] items, Func<T, Truths, Formula> of) => truths switch
    {
        Truths.True or Truths.NotFalse => new Conjunction(items.Select(item => of(item, truths))),
        Truths.False or Truths.NotTrue => new Disjunction(items.Select(item => of(item, truths))),
        Truths.Unknown => new Conjunction([Combine(Truths.NotFalse, items, of), Combine(Truths.NotTrue, items, of)]),
        _ => new Disjunction([Combine(Truths.True, items, of), Combine(Truths.False, items, of)]),
    };

    private static Formula TwoValued(Truths truths, Func<bool, Formula> of) => (truths & Truths.Known) switch
    {
        Truths.True => of(true),
        Truths.False => of(false),
        Truths.None => Formula.Never,
        _ => new Conjunction([]),
    };

    private static string KeyOf(Criterion criterion) => criterion switch
    {
        PatternCriterion pattern => pattern.Subject.ToKey(),
        RolesCriterion roles => roles.Key,
        AllCriterion => "all",
        AnyCriterion => "any",
        _ => "not",
    };

    private static Formula OfRoles(RolesCriterion criterion, bool positive)
    {
        IEnumerable<Formula> roles = criterion.Roles.ToArray().Select(role => new RoleLiteral(role, positive));
        return criterion.RequiresAll == positive ? new Conjunction(roles) : new Disjunction(roles);
    }

    private TextPattern PatternOf(string text)
    {
        if (!_patterns.TryGetValue(text, out TextPattern? pattern))
            _patterns[text] = pattern = TextPattern.Wildcard(text);
        return pattern;
    }
}
