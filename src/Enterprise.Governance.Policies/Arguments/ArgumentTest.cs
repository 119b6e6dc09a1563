using System.Text.Json;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary>One operator with its operand. A value or an operand of the wrong type is unknown.</summary>
internal abstract class ArgumentTest(string name, Operand operand)
{
    /// <summary>Gets the operator as a rule writes it.</summary>
    internal string Name => name;

    internal Operand Operand { get; } = operand;

    internal virtual Truth EvaluateAbsent() => Truth.Unknown;

    /// <summary>Tests a value that is there, given in canonical form.</summary>
    internal abstract Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value);

    /// <param name="context">The evaluation.</param>
    /// <param name="path">Where the value was looked for.</param>
    /// <param name="exists">Whether it is there.</param>
    /// <param name="value">The value, in canonical form.</param>
    internal CriterionExplanation Explain(ref EvaluationContext context, ArgumentPath path, bool exists, ReadOnlySpan<byte> value)
    {
        Truth truth = exists ? Evaluate(ref context, value) : EvaluateAbsent();
        return new CriterionExplanation("args", (PolicyTruth)truth)
        {
            Path = path.Text,
            Operator = name,
            Operand = Operand.ToJson(),
            ReferencedValue = !Operand.TryGetLiteral(out _) && Operand.TryResolve(ref context, out ReadOnlySpan<byte> referenced) ? JsonText.Of(referenced) : null,
            Value = exists ? JsonText.Of(value) : null,
        };
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WritePropertyName(name);
        Operand.WriteTo(writer);
    }
}
