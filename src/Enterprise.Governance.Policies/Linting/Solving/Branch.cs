using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Solving;

/// <summary>A place in the search: literals that must all hold, and disjunctions of which an alternative is still to be chosen. Immutable once it is made.</summary>
internal sealed class Branch
{
    private readonly List<Literal> _literals = [];
    private readonly List<Disjunction> _open = [];

    internal Branch(Formula formula) => Flatten(formula);

    private Branch(Branch before, Disjunction chosen, Formula alternative)
    {
        _literals.AddRange(before._literals);
        _open.AddRange(before._open.Where(disjunction => disjunction != chosen));
        Known = _literals.Count;
        Flatten(alternative);
    }

    internal IReadOnlyList<Literal> Literals => _literals;

    internal IReadOnlyList<Disjunction> Open => _open;

    /// <summary>Gets how many of the first literals the branch before had.</summary>
    internal int Known { get; }

    internal Branch Choose(Disjunction disjunction, Formula alternative) => new(this, disjunction, alternative);

    private void Flatten(Formula formula)
    {
        switch (formula)
        {
            case Literal literal:
                _literals.Add(literal);
                break;
            case Conjunction conjunction:
                foreach (Formula part in conjunction.Parts)
                    Flatten(part);
                break;
            case Disjunction { Alternatives.Length: 1 } single:
                Flatten(single.Alternatives[0]);
                break;
            case Disjunction disjunction:
                _open.Add(disjunction);
                break;
        }
    }
}
