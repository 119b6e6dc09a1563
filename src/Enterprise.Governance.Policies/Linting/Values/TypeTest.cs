using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Linting.Values;

/// <summary>A value is there and has one of some types. No rule can say so: the solver does, of what a comparison that is not unknown takes for granted.</summary>
internal sealed class TypeTest(JsonType types) : ArgumentTest("type", Operand.Literal("null"u8.ToArray()))
{
    internal override Truth EvaluateAbsent() => Truth.False;

    internal override Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value) => ((CanonicalText.TypeOf(value) & types) != 0).ToTruth();
}
