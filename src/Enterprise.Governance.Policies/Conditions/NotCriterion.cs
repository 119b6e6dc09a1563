using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Conditions;

/// <summary><c>not</c>: true and false change places, unknown stays unknown.</summary>
internal sealed class NotCriterion(Condition condition) : Criterion
{
    internal Condition Condition => condition;

    internal override int Cost => condition.Cost;

    internal override Truth Evaluate(ref EvaluationContext context) => condition.Evaluate(ref context).Not();

    internal override IEnumerable<CriterionExplanation> Explain(ref EvaluationContext context)
    {
        CriterionExplanation part = condition.ExplainPart(ref context);
        return [new CriterionExplanation("not", (PolicyTruth)((Truth)part.Truth).Not()) { Parts = [part.With(isDecisive: true)] }];
    }

    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("not");
        condition.WriteTo(writer);
    }
}
