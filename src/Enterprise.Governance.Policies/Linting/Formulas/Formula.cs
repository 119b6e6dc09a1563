using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Linting.Formulas;

/// <summary>A statement about requests, true or false of each, in negation normal form: negations stand only inside literals. Immutable.</summary>
internal abstract class Formula
{
    internal static Formula Never { get; } = new Disjunction([]);

    /// <summary>Tells whether it is true of a request, by the tests that evaluation uses.</summary>
    internal abstract bool Holds(ref EvaluationContext context);
}
