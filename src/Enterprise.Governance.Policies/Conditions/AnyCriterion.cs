using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Conditions;

/// <summary><c>any</c>: the truest of its conditions.</summary>
internal sealed class AnyCriterion(Condition[] conditions) : Criterion
{
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

    internal override IReadOnlyCollection<string>? RequiredActions()
    {
        HashSet<string> union = new(StringComparer.Ordinal);
        foreach (Condition condition in conditions)
        {
            if (condition.RequiredActions() is not { } actions)
                return null;
            union.UnionWith(actions);
        }

        return union;
    }

    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("any");
        foreach (Condition condition in conditions)
            condition.WriteTo(writer);
        writer.WriteEndArray();
    }
}
