using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary><c>eq</c> and <c>ne</c>: two values of one type, containers deeply.</summary>
internal sealed class EqualityTest(string name, Operand operand, bool negate) : ArgumentTest(name, operand)
{
    internal override Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value)
    {
        if (!Operand.TryResolve(ref context, out ReadOnlySpan<byte> other) || CanonicalText.TypeOf(value) != CanonicalText.TypeOf(other))
            return Truth.Unknown;
        return value.SequenceEqual(other).ToTruth().NotIf(negate);
    }
}
