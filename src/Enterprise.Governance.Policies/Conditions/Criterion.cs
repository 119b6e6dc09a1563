using System.Text.Json;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Conditions;

/// <summary>One member of a <c>when</c> object. Immutable; shared by every set and thread that holds the rule.</summary>
internal abstract class Criterion
{
    /// <summary>Gets a rough cost; cheap criteria are asked first, so that most rules fail before arguments are parsed.</summary>
    internal abstract int Cost { get; }

    internal abstract Truth Evaluate(ref EvaluationContext context);

    /// <summary>Evaluates every part of it and tells how each came out.</summary>
    internal abstract IEnumerable<CriterionExplanation> Explain(ref EvaluationContext context);

    /// <summary>Writes the member in its normal form; the canonical order of members comes later.</summary>
    internal abstract void WriteTo(Utf8JsonWriter writer);

    /// <summary>
    /// Returns ways to find the criterion: of each list, a request has at least one key, or the criterion is false, never unknown. Nothing if there is no such list.
    /// </summary>
    internal virtual IEnumerable<AccessKey[]> AccessPaths() => [];
}
