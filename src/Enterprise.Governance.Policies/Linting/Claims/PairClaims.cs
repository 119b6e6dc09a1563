using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Formulas;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary><c>duplicate_rule</c> and <c>contradiction</c>: two rules that match exactly the same requests. Only rules that match each other's example are compared.</summary>
internal sealed class PairClaims
{
    private readonly RuleFormulas _formulas;
    private readonly Dictionary<PolicyRule, LintedRule> _rules;

    /// <param name="rules">The rules that decide, each with an example in which it counts.</param>
    /// <param name="formulas">The formulas.</param>
    internal PairClaims(IEnumerable<LintedRule> rules, RuleFormulas formulas) => (_formulas, _rules) = (formulas, rules.ToDictionary(static linted => linted.Rule));

    internal IEnumerable<PolicyLintFinding> Of(LintedRule linted)
    {
        Truth truth = linted.Witness!.Evaluate(linted.Rule);
        PolicyRule[] company =
        [
            .. linted.Phases.SelectMany(phase => phase.At(linted.Witness).Rules(truth)).Distinct().Where(other => other != linted.Rule && _rules.ContainsKey(other))
                .OrderByDescending(static other => other.Priority).ThenBy(static other => other.PolicyId, StringComparer.Ordinal),
        ];
        return [.. Duplicates(linted, company), .. Contradictions(linted, company)];
    }

    private IEnumerable<PolicyLintFinding> Duplicates(LintedRule linted, IEnumerable<PolicyRule> company)
    {
        PolicyRule rule = linted.Rule;
        PolicyRule? first = company.FirstOrDefault(other => GoesBefore(other, rule) && other.Phases.SequenceEqual(rule.Phases)
            && other.Effect.IsEqualTo(rule.Effect) && AreEquivalent(linted, other, "duplicate_rule"));
        if (first is null)
            yield break;
        linted.IsTold = _rules[first].IsTold = true;
        yield return new PolicyLintFinding(rule, "duplicate_rule", PolicyLintSeverity.Warning, $"`{rule.PolicyId}` applies to the same requests as `{first.PolicyId}`, with the same effect", "remove one of the two")
        {
            RelatedPolicyIds = [first.PolicyId],
            Example = linted.Example(linted.Witness),
        };
    }

    private IEnumerable<PolicyLintFinding> Contradictions(LintedRule linted, IEnumerable<PolicyRule> company)
    {
        PolicyRule rule = linted.Rule;
        if (rule.Effect.Outcome != PolicyEffect.Allow)
            yield break;
        PolicyRule[] others = [.. company.Where(other => other.Effect.FailsClosed && other.Phases.Intersect(rule.Phases).Any() && AreEquivalent(linted, other, "contradiction"))];
        if (others.Length == 0)
            yield break;
        linted.IsTold = true;
        yield return new PolicyLintFinding(rule, "contradiction", PolicyLintSeverity.Error,
            $"`{rule.PolicyId}` allows exactly what {Names.Quote(others)} {Verb(others)}", "remove one side, or narrow one of the conditions")
        {
            RelatedPolicyIds = [.. others.Select(static other => other.PolicyId).Order(StringComparer.Ordinal)],
            Example = linted.Example(linted.Witness, linted.Phases.First(phase => others[0].Phases.Contains(phase.Phase))),
        };
    }

    private static string Verb(PolicyRule[] others) => (others.Length == 1, others.All(static other => other.Effect.Outcome == PolicyEffect.Deny)) switch
    {
        (true, true) => "denies",
        (true, false) => "holds for approval",
        (false, true) => "deny",
        _ => "deny or hold for approval",
    };

    private static bool GoesBefore(PolicyRule other, PolicyRule rule) =>
        other.Priority > rule.Priority || (other.Priority == rule.Priority && string.CompareOrdinal(other.PolicyId, rule.PolicyId) < 0);

    /// <summary>Proves that two rules are true of the same requests, and, where both fail closed, unknown of the same.</summary>
    private bool AreEquivalent(LintedRule linted, PolicyRule other, string code)
    {
        PolicyRule rule = linted.Rule;
        Model witness = _rules[other].Witness!;
        bool proved = witness.Evaluate(rule) == witness.Evaluate(other) && Implies(linted, rule, other, Truths.True, code) && Implies(linted, other, rule, Truths.True, code);
        return proved && (!rule.Effect.FailsClosed || !other.Effect.FailsClosed
            || (Implies(linted, rule, other, Truths.NotFalse, code) && Implies(linted, other, rule, Truths.NotFalse, code)));
    }

    private bool Implies(LintedRule linted, PolicyRule rule, PolicyRule other, Truths truths, string code)
    {
        Verdict verdict = linted.Solver.Solve(new Conjunction([_formulas.Of(rule, truths), _formulas.Of(other, truths.Complement())]), out _);
        linted.Note(code, verdict);
        return verdict == Verdict.Unsatisfiable;
    }
}
