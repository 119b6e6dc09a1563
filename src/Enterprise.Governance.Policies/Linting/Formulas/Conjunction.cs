using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Linting.Formulas;

/// <summary>All of its parts; none at all is always true.</summary>
internal sealed class Conjunction(IEnumerable<Formula> parts) : Formula
{
    private readonly Formula[] _parts = [.. parts];

    internal ReadOnlySpan<Formula> Parts => _parts;

    internal override bool Holds(ref EvaluationContext context)
    {
        foreach (Formula part in _parts)
        {
            if (!part.Holds(ref context))
                return false;
        }

        return true;
    }
}
