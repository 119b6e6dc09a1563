using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies.Linting.Values;

/// <summary>What the solver asks of a test whose operand stands in the rule.</summary>
internal static class ArgumentTestExtensions
{
    /// <summary>Returns the types of values of which the test is true or false; of all others it is unknown.</summary>
    internal static JsonType Types(this ArgumentTest test) => test.Name switch
    {
        "eq" or "ne" => CanonicalText.TypeOf(test.Literal()),
        "in" or "not_in" => ((MembershipTest)test).ElementTypes,
        "gt" or "ge" or "lt" or "le" => JsonType.Number,
        "like" => JsonType.Text,
        "contains" or "contains_any" or "contains_all" or "count_gt" or "count_lt" => JsonType.Array,
        _ => JsonType.Any,
    };

    /// <summary>Tells whether the answer depends on nothing but the type of the value.</summary>
    internal static bool IsAboutType(this ArgumentTest test) => test is ExistsTest or TypeTest;

    /// <summary>Returns the operand in canonical form.</summary>
    internal static ReadOnlySpan<byte> Literal(this ArgumentTest test) =>
        test.Operand.TryGetLiteral(out ReadOnlySpan<byte> literal) ? literal : throw new InvalidOperationException("The operand is a reference.");

    /// <summary>Returns the operand in canonical form.</summary>
    internal static string LiteralText(this ArgumentTest test) => JsonText.Of(test.Literal());

    /// <summary>Returns the elements of an operand that is a list, in canonical form.</summary>
    internal static List<string> Elements(this ArgumentTest test) => ElementsOf(test.Literal());

    /// <summary>Returns the elements of an array, in canonical form.</summary>
    internal static List<string> ElementsOf(ReadOnlySpan<byte> array)
    {
        List<string> elements = [];
        foreach (ReadOnlySpan<byte> element in new ElementEnumerator(array))
            elements.Add(JsonText.Of(element));
        return elements;
    }

    internal static Truth Evaluate(this ArgumentTest test, ReadOnlySpan<byte> value)
    {
        PolicyRequest request = default;
        EvaluationContext context = new(in request);
        return test.Evaluate(ref context, value);
    }
}
