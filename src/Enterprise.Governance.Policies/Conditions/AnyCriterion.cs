using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies.Conditions;

/// <summary><c>any</c>: the truest of its conditions.</summary>
internal sealed class AnyCriterion(Condition[] conditions) : Criterion
{
    // A rule stands under each of its keys.
    private const int MaxKeys = 64;

    internal ReadOnlySpan<Condition> Conditions => conditions;

    internal override int Cost { get; } = conditions.Sum(static condition => condition.Cost);

    internal override Truth Evaluate(ref EvaluationContext context)
    {
        Truth result = Truth.False;
        foreach (Condition condition in conditions)
        {
            Truth truth = condition.Evaluate(ref context);
            if (truth == Truth.True)
                return Truth.True;
            if (truth > result)
                result = truth;
        }

        return result;
    }

    internal override IEnumerable<AccessKey[]> AccessPaths()
    {
        HashSet<AccessKey> union = [];
        foreach (Condition condition in conditions)
        {
            if (condition.AccessPaths().MinBy(static path => ((int)path[0].Kind, path.Length)) is not { } path)
                return [];
            union.UnionWith(path);
        }

        return union.Count <= MaxKeys ? [[.. union]] : [];
    }

    internal override IEnumerable<CriterionExplanation> Explain(ref EvaluationContext context)
    {
        List<CriterionExplanation> parts = [];
        foreach (Condition condition in conditions)
            parts.Add(condition.ExplainPart(ref context));
        Truth truth = Decisive.Greatest(parts);
        return [new CriterionExplanation("any", (PolicyTruth)truth) { Parts = Decisive.Mark(parts, truth) }];
    }

    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("any");
        foreach (Condition condition in conditions)
            condition.WriteTo(writer);
        writer.WriteEndArray();
    }
}
