using System.Text.Json;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary>One operator with its operand. A value or an operand of the wrong type is unknown.</summary>
internal abstract class ArgumentTest(string name, Operand operand)
{
    protected Operand Operand { get; } = operand;

    internal virtual Truth EvaluateAbsent() => Truth.Unknown;

    /// <summary>Tests a value that is there, given in canonical form.</summary>
    internal abstract Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value);

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WritePropertyName(name);
        Operand.WriteTo(writer);
    }
}
