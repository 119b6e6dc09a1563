using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary><c>in</c> and <c>not_in</c>: a list without any element of the value's type is unknown.</summary>
internal sealed class MembershipTest : ArgumentTest
{
    private readonly bool _negate;
    private readonly ElementSet? _prepared;

    internal MembershipTest(string name, Operand operand, bool negate)
        : base(name, operand)
    {
        _negate = negate;
        if (operand.TryGetLiteral(out ReadOnlySpan<byte> literal))
            _prepared = ElementSet.Of(literal);
    }

    /// <summary>Gets the types in a list that stands in the rule.</summary>
    internal JsonType ElementTypes => _prepared?.Types ?? JsonType.None;

    internal override Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value)
    {
        JsonType type = CanonicalText.TypeOf(value);
        if (_prepared is not null)
            return (_prepared.Types & type) == 0 ? Truth.Unknown : (_prepared.IndexOf(value) >= 0).ToTruth().NotIf(_negate);
        if (!Operand.TryResolve(ref context, out ReadOnlySpan<byte> list) || CanonicalText.TypeOf(list) != JsonType.Array)
            return Truth.Unknown;

        Truth found = Truth.Unknown;
        foreach (ReadOnlySpan<byte> element in new ElementEnumerator(list))
        {
            if (element.SequenceEqual(value))
                return Truth.True.NotIf(_negate);
            if (CanonicalText.TypeOf(element) == type)
                found = Truth.False;
        }

        return found.NotIf(_negate);
    }
}
