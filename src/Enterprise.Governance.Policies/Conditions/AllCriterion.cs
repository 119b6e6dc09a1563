using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies.Conditions;

/// <summary><c>all</c>: the least true of its conditions.</summary>
internal sealed class AllCriterion(Condition[] conditions) : Criterion
{
    internal ReadOnlySpan<Condition> Conditions => conditions;

    internal override int Cost { get; } = conditions.Sum(static condition => condition.Cost);

    internal override Truth Evaluate(ref EvaluationContext context)
    {
        Truth result = Truth.True;
        foreach (Condition condition in conditions)
        {
            Truth truth = condition.Evaluate(ref context);
            if (truth == Truth.False)
                return Truth.False;
            if (truth < result)
                result = truth;
        }

        return result;
    }

    internal override IEnumerable<AccessKey[]> AccessPaths() => conditions.SelectMany(static condition => condition.AccessPaths());

    internal override IEnumerable<CriterionExplanation> Explain(ref EvaluationContext context)
    {
        List<CriterionExplanation> parts = [];
        foreach (Condition condition in conditions)
            parts.Add(condition.ExplainPart(ref context));
        Truth truth = Decisive.Least(parts);
        return [new CriterionExplanation("all", (PolicyTruth)truth) { Parts = Decisive.Mark(parts, truth) }];
    }

    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("all");
        foreach (Condition condition in conditions)
            condition.WriteTo(writer);
        writer.WriteEndArray();
    }
}
