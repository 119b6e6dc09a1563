using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary><c>exists</c>: the one operator that is never unknown. A null is there.</summary>
internal sealed class ExistsTest(string name, Operand operand, bool expected) : ArgumentTest(name, operand)
{
    internal override Truth EvaluateAbsent() => (!expected).ToTruth();

    internal override Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value) => expected.ToTruth();
}
