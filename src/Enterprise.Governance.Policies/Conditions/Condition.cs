using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Explanation;

namespace Enterprise.Governance.Policies.Conditions;

/// <summary>A <c>when</c> object: its criteria joined by AND. Without criteria it always holds.</summary>
internal sealed class Condition
{
    private readonly Criterion[] _criteria;

    internal Condition(IEnumerable<Criterion> criteria)
    {
        _criteria = [.. criteria.OrderBy(static criterion => criterion.Cost)];
        Cost = 1 + _criteria.Sum(static criterion => criterion.Cost);
    }

    internal static Condition Always { get; } = new([]);

    internal int Cost { get; }

    internal Truth Evaluate(ref EvaluationContext context)
    {
        Truth result = Truth.True;
        foreach (Criterion criterion in _criteria)
        {
            Truth truth = criterion.Evaluate(ref context);
            if (truth == Truth.False)
                return Truth.False;
            if (truth < result)
                result = truth;
        }

        return result;
    }

    /// <summary>Gets the criteria, the cheap ones first.</summary>
    internal ReadOnlySpan<Criterion> Criteria => _criteria;

    /// <inheritdoc cref="Criterion.AccessPaths"/>
    internal IEnumerable<AccessKey[]> AccessPaths() => _criteria.SelectMany(static criterion => criterion.AccessPaths());

    /// <summary>Evaluates every criterion and tells how each came out, as an <c>all</c> with a part for each.</summary>
    internal CriterionExplanation Explain(ref EvaluationContext context)
    {
        List<CriterionExplanation> parts = [];
        foreach (Criterion criterion in _criteria)
            parts.AddRange(criterion.Explain(ref context));
        Truth truth = Decisive.Least(parts);
        return new CriterionExplanation("all", (PolicyTruth)truth) { Parts = Decisive.Mark(parts, truth) };
    }

    /// <summary>Explains it as a part of a criterion; one of a single criterion is shown as that.</summary>
    internal CriterionExplanation ExplainPart(ref EvaluationContext context)
    {
        CriterionExplanation part = Explain(ref context);
        return part.Parts is [{ } only] ? only : part;
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (Criterion criterion in _criteria)
            criterion.WriteTo(writer);
        writer.WriteEndObject();
    }
}
