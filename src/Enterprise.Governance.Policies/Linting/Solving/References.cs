using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Formulas;
using Enterprise.Governance.Policies.Linting.Texts;
using Enterprise.Governance.Policies.Linting.Values;

namespace Enterprise.Governance.Policies.Linting.Solving;

/// <summary>What literals with references say for certain, before it is known where the references lead.</summary>
internal static class References
{
    internal static Subject SubjectOf(string reference) => reference switch
    {
        "tenant" => Subject.Tenant,
        "org" => Subject.Org,
        _ => Subject.User,
    };

    /// <summary>Says that a reference leads to something, or nowhere.</summary>
    internal static Literal Presence(Operand reference, bool present) => reference.Path is { } path
        ? ArgumentLiteral.Presence(path, present)
        : SubjectLiteral.Presence(SubjectOf(reference.Reference!), present);

    /// <summary>Tells whether two literals want the same comparison with the same reference to come out differently.</summary>
    internal static bool Contradict(IEnumerable<Literal> literals)
    {
        Dictionary<(string Path, string Operator, string Reference), Truths> wanted = [];
        foreach (ArgumentLiteral literal in literals.OfType<ArgumentLiteral>().Where(static literal => literal.Reference is not null))
        {
            (string name, bool isNegated) = literal.Test.Name switch
            {
                "ne" => ("eq", true),
                "not_in" => ("in", true),
                "le" => ("gt", true),
                "lt" => ("ge", true),
                string other => (other, false),
            };
            (string, string, string) key = (literal.Path.Text, name, literal.Reference!);
            Truths truths = isNegated ? literal.Allowed.Negated() : literal.Allowed;
            wanted[key] = truths &= wanted.GetValueOrDefault(key, truths);
            if (truths == Truths.None)
                return true;
        }

        return false;
    }

    /// <summary>Returns what follows from a literal and needs no reference: the literal itself, or that what is compared is there and of the right type.</summary>
    internal static IEnumerable<Literal> Implied(Literal literal)
    {
        if (literal is not ArgumentLiteral { Reference: not null, Test: var test } argument)
            return [literal];
        if (argument.Allowed.Allows(Truth.Unknown))
            return [];
        (JsonType value, JsonType operand) = TypesOf(test.Name);
        if (test.Operand.Path is { } path)
            return operand == JsonType.Array ? [Typed(argument.Path, value), NotEmpty(path)] : [Typed(argument.Path, value), Typed(path, operand)];

        // Tenant, org and user are strings.
        return (operand & JsonType.Text) == 0 ? [new ArgumentLiteral(argument.Path, ArgumentTests.Make("exists", "true"), Truths.None)]
            : [Typed(argument.Path, test.Name is "eq" or "ne" ? JsonType.Text : value), Presence(test.Operand, present: true)];
    }

    /// <summary>Returns the types of value and operand without which a comparison is unknown.</summary>
    internal static (JsonType Value, JsonType Operand) TypesOf(string name) => name switch
    {
        "gt" or "ge" or "lt" or "le" => (JsonType.Number, JsonType.Number),
        "like" => (JsonType.Text, JsonType.Text),
        "in" or "not_in" => (JsonType.Any, JsonType.Array),
        "contains" => (JsonType.Array, JsonType.Any),
        "contains_any" or "contains_all" => (JsonType.Array, JsonType.Array),
        "count_gt" or "count_lt" => (JsonType.Array, JsonType.Number),
        _ => (JsonType.Any, JsonType.Any),
    };

    private static ArgumentLiteral NotEmpty(ArgumentPath path) => new(path, ArgumentTests.Make("count_gt", "0"), Truths.True);

    private static ArgumentLiteral Typed(ArgumentPath path, JsonType types) => new(path, new TypeTest(types), Truths.True);
}
