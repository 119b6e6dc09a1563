using System.Collections.Immutable;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Formulas;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>Finds a request in which a part of a rule shows, or proves that there is none. Of all other rules only those enter the proof that were met on the way.</summary>
internal sealed class PartSearch(PolicyRule rule, PhaseRules phase, Solver solver)
{
    // Of one request; the next one meets the others, if they matter.
    private const int MaxObstacles = 16;

    private readonly List<Obstacle> _obstacles = [];

    /// <summary>Gets, after a proof, the rules that hide the part, none of them for nothing.</summary>
    internal ImmutableArray<PolicyRule> Hiders => [.. _obstacles.Select(static obstacle => obstacle.Hider).OfType<PolicyRule>().Distinct()];

    internal Verdict Run(Part part)
    {
        _obstacles.Clear();
        while (true)
        {
            Verdict verdict = Solve(part, _obstacles, out Model? model);
            if (verdict == Verdict.Unsatisfiable)
                DropNeedless(part);
            if (verdict != Verdict.Satisfiable)
                return verdict;
            Situation situation = phase.At(model!);
            IReadOnlyList<Obstacle> obstacles = part.Obstacles(situation);

            // INVARIANT: an obstacle is not true of the request it was found with, so none comes twice and the search ends.
            if (situation.TruthOf(rule) == Truth.False || obstacles.Any(Fits(model!)))
                return Verdict.Undecided;
            if (obstacles.Count == 0)
                return Verdict.Satisfiable;
            _obstacles.AddRange(obstacles.Take(MaxObstacles));
        }
    }

    private static Func<Obstacle, bool> Fits(Model model) => obstacle => model.Satisfies([obstacle.Formula]);

    private Verdict Solve(Part part, IEnumerable<Obstacle> obstacles, out Model? model) =>
        solver.Solve(new Conjunction([part.Premise, .. obstacles.Select(static obstacle => obstacle.Formula)]), out model);

    /// <summary>Keeps no obstacle without which the proof stands, so that only rules are named that matter; of several that would do, the first.</summary>
    private void DropNeedless(Part part)
    {
        foreach (Obstacle obstacle in _obstacles.AsEnumerable().Reverse().ToArray())
        {
            if (Solve(part, _obstacles.Where(other => other != obstacle), out _) == Verdict.Unsatisfiable)
                _obstacles.Remove(obstacle);
        }
    }
}
