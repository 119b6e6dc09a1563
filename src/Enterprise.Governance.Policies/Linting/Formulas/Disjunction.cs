using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Linting.Formulas;

/// <summary>At least one of its alternatives; none at all is never true.</summary>
internal sealed class Disjunction(IEnumerable<Formula> alternatives) : Formula
{
    private readonly Formula[] _alternatives = [.. alternatives];

    internal ReadOnlySpan<Formula> Alternatives => _alternatives;

    internal override bool Holds(ref EvaluationContext context)
    {
        foreach (Formula alternative in _alternatives)
        {
            if (alternative.Holds(ref context))
                return true;
        }

        return false;
    }
}
