using System.Text.Json;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary><c>args</c>: the tests of all paths, joined by AND.</summary>
internal sealed class ArgumentsCriterion(PathTests[] paths) : Criterion
{
    internal ReadOnlySpan<PathTests> Paths => paths;

    internal override int Cost { get; } = 100 * paths.Sum(static path => path.Count);

    internal override Truth Evaluate(ref EvaluationContext context)
    {
        Truth result = Truth.True;
        foreach (PathTests path in paths)
        {
            Truth truth = path.Evaluate(ref context);
            if (truth == Truth.False)
                return Truth.False;
            if (truth < result)
                result = truth;
        }

        return result;
    }

    internal override IEnumerable<CriterionExplanation> Explain(ref EvaluationContext context)
    {
        List<CriterionExplanation> tests = [];
        foreach (PathTests path in paths)
            path.Explain(ref context, tests);
        return tests;
    }

    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("args");
        foreach (PathTests path in paths)
            path.WriteTo(writer);
        writer.WriteEndObject();
    }
}
