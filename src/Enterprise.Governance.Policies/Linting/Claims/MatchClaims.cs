using Enterprise.Governance.Policies.Linting.Formulas;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary><c>never_matches</c>, and <c>never_matches_catalogue</c> for requests that have only known names.</summary>
internal static class MatchClaims
{
    internal static IEnumerable<PolicyLintFinding> Of(LintedRule linted, RuleFormulas formulas)
    {
        PolicyRule rule = linted.Rule;
        Verdict verdict = linted.Solver.Solve(formulas.Of(rule, Truths.True), out Model? model);
        if (model is null && rule.Effect.FailsClosed)
            verdict = linted.Solver.Solve(formulas.Counts(rule), out model);
        linted.Witness = model;
        linted.Note("never_matches", verdict);
        if (verdict == Verdict.Unsatisfiable)
        {
            return
            [
                new PolicyLintFinding(rule, "never_matches", PolicyLintSeverity.Error, $"`{rule.PolicyId}` never matches: {WhyNot(linted, formulas)}", "mend the condition, or remove the rule"),
            ];
        }

        if (linted.KnownNamesSolver is not { } knownNames || linted.HasUnknownNames || verdict != Verdict.Satisfiable)
            return [];
        verdict = knownNames.Solve(formulas.Counts(rule), out _);
        linted.Note("never_matches_catalogue", verdict);
        return verdict != Verdict.Unsatisfiable ? [] :
        [
            new PolicyLintFinding(rule, "never_matches_catalogue", PolicyLintSeverity.Warning, $"`{rule.PolicyId}` matches no request with names of the catalogue",
                "mend its names or patterns, or add the missing names to the catalogue")
            {
                Example = linted.Example(linted.Witness),
            },
        ];
    }

    /// <summary>Names criteria that no request satisfies together, none of them for nothing.</summary>
    private static string WhyNot(LintedRule linted, RuleFormulas formulas)
    {
        List<(string Name, Formula Formula)> needed = [.. formulas.Criteria(linted.Rule)];
        foreach ((string Name, Formula Formula) criterion in needed.ToArray())
        {
            Conjunction others = new(needed.Where(other => other != criterion).Select(static other => other.Formula));
            if (linted.Solver.Solve(others, out _) == Verdict.Unsatisfiable)
                needed.Remove(criterion);
        }

        string names = Names.List([.. needed.Select(static criterion => criterion.Name)]);
        return needed.Count == 1 ? $"{names} holds for no request" : $"{names} exclude each other";
    }
}
