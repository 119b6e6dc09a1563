using System.Text.Json;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary>The operators for one path, joined by AND.</summary>
internal sealed class PathTests(ArgumentPath path, ArgumentTest[] tests)
{
    internal ArgumentPath Path => path;

    internal ReadOnlySpan<ArgumentTest> Tests => tests;

    internal int Count => tests.Length;

    internal Truth Evaluate(ref EvaluationContext context)
    {
        bool exists = context.TryFind(path, out ReadOnlySpan<byte> value);
        Truth result = Truth.True;
        foreach (ArgumentTest test in tests)
        {
            Truth truth = exists ? test.Evaluate(ref context, value) : test.EvaluateAbsent();
            if (truth == Truth.False)
                return Truth.False;
            if (truth < result)
                result = truth;
        }

        return result;
    }

    internal void Explain(ref EvaluationContext context, List<CriterionExplanation> explanations)
    {
        bool exists = context.TryFind(path, out ReadOnlySpan<byte> value);
        foreach (ArgumentTest test in tests)
            explanations.Add(test.Explain(ref context, path, exists, value));
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(path.Text);
        foreach (ArgumentTest test in tests)
            test.WriteTo(writer);
        writer.WriteEndObject();
    }
}
