using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary><c>contains</c>: an array has an element equal to the operand.</summary>
internal sealed class ContainsTest(string name, Operand operand) : ArgumentTest(name, operand)
{
    internal override Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value)
    {
        if (CanonicalText.TypeOf(value) != JsonType.Array || !Operand.TryResolve(ref context, out ReadOnlySpan<byte> wanted))
            return Truth.Unknown;
        foreach (ReadOnlySpan<byte> element in new ElementEnumerator(value))
        {
            if (element.SequenceEqual(wanted))
                return Truth.True;
        }

        return Truth.False;
    }
}
