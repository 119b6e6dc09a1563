using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting.Solving;

/// <summary>Finds a request of which a formula is true, or proves that there is none.</summary>
/// <remarks>
/// Depth first over the alternatives of disjunctions. Each branch keeps a request that satisfies all literals chosen so far; a disjunction that it happens to satisfy needs no choice. A request is never
/// returned before every literal has been tested on it as evaluation does.
/// </remarks>
internal sealed class Solver(Work work, PolicyCatalogue? catalogue = null)
{
    // Of choices one inside the other.
    private const int MaxDepth = 1_000;

    // Of the arguments, which are read anew for each request.
    private const int CharactersPerStep = 64;

    private readonly RequestSolver _requests = new(work, catalogue);

    internal Verdict Solve(Formula formula, out Model? model) => Search(new Branch(formula), null, 0, out model);

    private Verdict Search(Branch branch, Model? before, int depth, out Model? model)
    {
        model = null;
        if (depth > MaxDepth || !work.TrySpend(1 + branch.Literals.Count + branch.Open.Count + ((before?.Args.Length ?? 0) / CharactersPerStep)))
            return Verdict.Undecided;
        Verdict verdict = _requests.Solve(branch, before, out Model? current, out bool isCertain);
        if (verdict != Verdict.Satisfiable)
            return verdict;
        if (Choice(branch, current!) is not { } choice)
        {
            model = isCertain ? current : null;
            return isCertain ? Verdict.Satisfiable : Verdict.Undecided;
        }

        verdict = Verdict.Unsatisfiable;
        foreach (Formula alternative in choice.Alternatives)
        {
            Verdict found = Search(branch.Choose(choice, alternative), isCertain ? current : null, depth + 1, out model);
            if (found == Verdict.Satisfiable)
                return found;
            if (work.IsUsedUp)
                return Verdict.Undecided;
            if (found == Verdict.Undecided)
                verdict = Verdict.Undecided;
        }

        return verdict;
    }

    /// <summary>Returns the disjunction with the fewest alternatives among those that the request does not satisfy.</summary>
    private static Disjunction? Choice(Branch branch, Model current)
    {
        PolicyRequest request = current.ToRequest(PolicyPhases.Exec);
        EvaluationContext context = new(in request);
        Disjunction? choice = null;
        foreach (Disjunction disjunction in branch.Open)
        {
            if ((choice is null || disjunction.Alternatives.Length < choice.Alternatives.Length) && !disjunction.Holds(ref context))
                choice = disjunction;
        }

        return choice;
    }
}
