using System.Collections.Immutable;
using Enterprise.Governance.Policies.Linting.Formulas;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary><c>never_effective</c>: every decision would be the same without the rule; else <c>cost_overridden</c> and <c>reason_overridden</c>.</summary>
internal static class EffectClaims
{
    internal static IEnumerable<PolicyLintFinding> Of(LintedRule linted, RuleFormulas formulas)
    {
        if (linted.IsTold)
            return [];
        Proof? proof = Prove(linted, phase => Parts.Of(linted.Rule, phase, formulas), "never_effective");
        if (proof is not null)
        {
            string because = proof.Why.Length == 0 ? "it has no effect" : proof.Why;
            string help = proof.Hiders.Count > 0 ? $"remove the rule, or change {Names.Quote(proof.Hiders)}"
                : linted.Rule.Effect.Outcome == PolicyEffect.Allow ? "remove the rule, or lint with the default effect of the host, if that is deny"
                : "remove the rule";
            return [Finding(linted, "never_effective", $"`{linted.Rule.PolicyId}` changes no decision: {because}", help, proof.Hiders)];
        }

        return
        [
            .. OfPart(linted, phase => Parts.OfCost(linted.Rule, phase, formulas), "cost_overridden",
                $"the cost of `{linted.Rule.PolicyId}` is never charged", "remove `set_cost_units`, or raise the priority of the rule"),
            .. OfPart(linted, phase => Parts.OfReason(linted.Rule, phase, formulas), "reason_overridden",
                $"the reason of `{linted.Rule.PolicyId}` is never shown", "remove `deny_reason`, or raise the priority of the rule"),
        ];
    }

    private static IEnumerable<PolicyLintFinding> OfPart(LintedRule linted, Func<PhaseRules, IEnumerable<Part>> parts, string code, string claim, string help)
    {
        if (parts(linted.Phases[0]).Any() && Prove(linted, parts, code) is { } proof)
            yield return Finding(linted, code, $"{claim}: {proof.Why}", help, proof.Hiders);
    }

    /// <summary>Proves for every phase that none of the parts ever shows.</summary>
    private static Proof? Prove(LintedRule linted, Func<PhaseRules, IEnumerable<Part>> parts, string code)
    {
        List<(Part Part, ImmutableArray<PolicyRule> Hiders)> hidden = [];
        Verdict verdict = Verdict.Unsatisfiable;
        foreach (PhaseRules phase in linted.Phases)
        {
            PartSearch search = new(linted.Rule, phase, linted.Solver);
            foreach (Part part in parts(phase))
            {
                Verdict found = search.Run(part);
                if (found == Verdict.Satisfiable)
                    return null;
                if (found == Verdict.Undecided)
                    verdict = found;
                hidden.Add((part, search.Hiders));
            }
        }

        if (linted.Note(code, verdict))
            return null;
        IEnumerable<string> clauses = hidden.GroupBy(static item => (item.Part.GetType(), item.Part.Phase.DefaultEffect))
            .Select(static group => group.First().Part.Explain([.. group.SelectMany(static item => item.Hiders).Distinct()]));
        return new Proof(string.Join("; ", clauses.Where(static clause => clause.Length > 0).Distinct()), [.. hidden.SelectMany(static item => item.Hiders)]);
    }

    private static PolicyLintFinding Finding(LintedRule linted, string code, string message, string help, HashSet<PolicyRule> hiders) => new(linted.Rule, code, PolicyLintSeverity.Warning, message, help)
    {
        RelatedPolicyIds = [.. hiders.Select(static rule => rule.PolicyId).Order(StringComparer.Ordinal)],
        Example = linted.Example(linted.Witness),
    };

    /// <param name="Why">Why no part shows, for people.</param>
    /// <param name="Hiders">The rules that hide them.</param>
    private sealed record Proof(string Why, HashSet<PolicyRule> Hiders);
}
