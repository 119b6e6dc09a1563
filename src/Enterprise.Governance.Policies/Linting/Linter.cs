using Enterprise.Governance.Policies.Linting.Claims;
using Enterprise.Governance.Policies.Linting.Formulas;

namespace Enterprise.Governance.Policies.Linting;

/// <summary>Goes through the enabled rules of a set. One use.</summary>
/// <remarks>A claim that something never happens is made only on a proof; a claim that something can is made only with a request on which the evaluator itself has shown it.</remarks>
internal sealed class Linter
{
    private readonly PolicySet _set;
    private readonly PolicyLintOptions _options;
    private readonly RuleFormulas _formulas = new();
    private readonly LintedRule[] _rules;

    internal Linter(PolicySet set, PolicyLintOptions options)
    {
        (_set, _options) = (set, options);
        Dictionary<string, PhaseRules> phases = set.Rules.SelectMany(static rule => rule.Phases).Distinct(StringComparer.Ordinal)
            .ToDictionary(static phase => phase, phase => new PhaseRules(set, phase), StringComparer.Ordinal);
        _rules = [.. set.Rules.Where(static rule => rule.Enabled).Select(rule => new LintedRule(rule, rule.Phases.Select(phase => phases[phase]), options))];
    }

    internal PolicyLintReport Run()
    {
        List<PolicyLintFinding> findings = [];
        foreach (LintedRule linted in _rules)
            findings.AddRange(OfOne(linted));

        // Pairs first: a rule that repeats or contradicts another is not asked whether it changes anything.
        LintedRule[] deciding = [.. _rules.Where(static linted => linted.Rule.Mode == PolicyMode.Enforce && linted.Witness is not null)];
        PairClaims pairs = new(deciding, _formulas);
        foreach (LintedRule linted in deciding)
            findings.AddRange(pairs.Of(linted));
        foreach (LintedRule linted in deciding)
        {
            findings.AddRange(EffectClaims.Of(linted, _formulas));
            findings.AddRange(UnknownClaims.Of(linted, _formulas));
        }

        findings.AddRange(_rules.Where(static linted => linted.Undecided.Count > 0).Select(Incomplete));
        return new PolicyLintReport(_set,
        [
            .. findings.OrderBy(static finding => finding.Diagnostic.File, StringComparer.Ordinal)
                .ThenBy(static finding => finding.Diagnostic.Line).ThenBy(static finding => finding.Diagnostic.Column),
        ]);
    }

    private IEnumerable<PolicyLintFinding> OfOne(LintedRule linted)
    {
        PolicyLintFinding[] names = _options.Catalogue is { } catalogue ? [.. NameClaims.Of(linted.Rule, catalogue)] : [];
        linted.HasUnknownNames = names.Length > 0;
        return [.. MatchClaims.Of(linted, _formulas), .. ObligationClaims.Of(linted.Rule), .. names];
    }

    private PolicyLintFinding Incomplete(LintedRule linted)
    {
        string what = Names.Quote(linted.Undecided) + (linted.Witness is null && linted.Rule.Mode == PolicyMode.Enforce ? " and what rests on it" : "");
        (string why, string help) = linted.HasWork
            ? ("it compares with references, or nests, in a way that the lint cannot follow", "check the rule by hand, or test it")
            : ($"the work budget of {_options.WorkBudget} steps is used up", "raise the budget, or split the rule");
        return new PolicyLintFinding(linted.Rule, "lint_incomplete", PolicyLintSeverity.Information, $"`{linted.Rule.PolicyId}` was not checked for {what}: {why}", help);
    }
}
