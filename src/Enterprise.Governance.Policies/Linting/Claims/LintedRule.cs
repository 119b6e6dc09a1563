using System.Collections.Immutable;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>A rule under the lint, with what is known of it so far.</summary>
internal sealed class LintedRule
{
    private readonly Work _work;

    internal LintedRule(PolicyRule rule, IEnumerable<PhaseRules> phases, PolicyLintOptions options)
    {
        Rule = rule;
        Phases = [.. phases];
        _work = new Work(options.WorkBudget);
        Solver = new Solver(_work);
        KnownNamesSolver = options.Catalogue is null ? null : new Solver(_work, options.Catalogue);
    }

    internal PolicyRule Rule { get; }

    /// <summary>Gets the phases in which the rule applies, in the order of <see cref="PolicyRule.Phases"/>.</summary>
    internal ImmutableArray<PhaseRules> Phases { get; }

    internal Solver Solver { get; }

    /// <summary>Gets a solver of requests whose action and tool the catalogue has, if there is one.</summary>
    internal Solver? KnownNamesSolver { get; }

    /// <summary>Gets or sets a request in which the rule counts, and is true if it can be.</summary>
    internal Model? Witness { get; set; }

    /// <summary>Gets or sets whether the rule has names that the catalogue does not, which says why no request with known names matches.</summary>
    internal bool HasUnknownNames { get; set; }

    /// <summary>Gets or sets whether the rule repeats or contradicts another, which says more than that it changes nothing.</summary>
    internal bool IsTold { get; set; }

    /// <summary>Gets the codes of findings that could be neither made nor excluded.</summary>
    internal List<string> Undecided { get; } = [];

    internal bool HasWork => !_work.IsUsedUp;

    /// <summary>Takes note of a question that was not decided.</summary>
    internal bool Note(string code, Verdict verdict)
    {
        if (verdict == Verdict.Undecided && !Undecided.Contains(code))
            Undecided.Add(code);
        return verdict == Verdict.Undecided;
    }

    /// <summary>Returns a request as an example of a finding.</summary>
    internal string? Example(Model? model, PhaseRules? phase = null) =>
        model?.ToJson((phase ?? Phases[0]).Phase) is { Length: <= 4_000 } json ? json : null;
}
