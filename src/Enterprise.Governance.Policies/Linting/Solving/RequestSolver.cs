using System.Collections.Immutable;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Formulas;
using Enterprise.Governance.Policies.Linting.Texts;
using Enterprise.Governance.Policies.Linting.Values;

namespace Enterprise.Governance.Policies.Linting.Solving;

/// <summary>Finds a request that satisfies literals, or proves that there is none: each subject, the roles and the arguments by themselves, then what references join.</summary>
internal sealed class RequestSolver(Work work, PolicyCatalogue? catalogue)
{
    // Deeper requests are refused by canonical JSON, and values of rules may be deep by themselves.
    private const int MaxPath = 256;

    private static readonly Subject[] s_subjects = Enum.GetValues<Subject>();

    /// <param name="branch">The literals.</param>
    /// <param name="before">A request that satisfies all but the last of them, or <see langword="null"/>.</param>
    /// <param name="model">The request.</param>
    /// <param name="isCertain">Whether it satisfies the literals with references too. Without that, the answer that there is none is still a proof.</param>
    internal Verdict Solve(Branch branch, Model? before, out Model? model, out bool isCertain)
    {
        (model, isCertain) = (before, true);
        if (before is not null && before.Satisfies(branch.Literals.Skip(branch.Known)))
            return Verdict.Satisfiable;
        isCertain = false;
        if (References.Contradict(branch.Literals))
            return Verdict.Unsatisfiable;
        Literal[] plain = [.. branch.Literals.SelectMany(References.Implied)];
        Verdict verdict = SolvePlain(plain, out model);
        if (verdict != Verdict.Satisfiable)
            return verdict;
        isCertain = model!.Satisfies(branch.Literals);
        return isCertain ? Verdict.Satisfiable : Mend(branch.Literals, plain, ref model, out isCertain);
    }

    /// <summary>Finds a request for literals without references.</summary>
    internal Verdict SolvePlain(IReadOnlyList<Literal> literals, out Model? model)
    {
        model = null;
        string?[] subjects = new string?[s_subjects.Length];
        foreach (Subject subject in s_subjects)
        {
            Verdict found = SolveSubject(subject, literals.OfType<SubjectLiteral>(), out subjects[(int)subject]);
            if (found != Verdict.Satisfiable)
                return found;
        }

        if (!TryHold(literals.OfType<RoleLiteral>(), out ImmutableSortedSet<string> roles))
            return Verdict.Unsatisfiable;
        ArgumentLiteral[] tests = [.. literals.OfType<ArgumentLiteral>()];
        if (Array.Exists(tests, static literal => literal.Path.Text.AsSpan().Count('.') > MaxPath))
            return Verdict.Undecided;
        Verdict verdict = new ValueSolver(work).Solve(ArgumentNode.Of(tests), out string? arguments);
        if (verdict == Verdict.Satisfiable)
            model = new Model([.. subjects], roles, arguments ?? "{}");
        return verdict;
    }

    private Verdict Mend(IReadOnlyList<Literal> literals, Literal[] plain, ref Model? model, out bool isCertain)
    {
        isCertain = false;
        ReferenceResolver resolver = new(this, literals, plain);
        if (!resolver.TryJoin(work))
            return Verdict.Unsatisfiable;
        if (resolver.Resolve(model!) is { } resolved)
            (model, isCertain) = (resolved, true);
        return Verdict.Satisfiable;
    }

    private Verdict SolveSubject(Subject subject, IEnumerable<SubjectLiteral> literals, out string? text)
    {
        text = null;
        TextConstraints constraints = ConstraintsOf(subject, literals);
        constraints.Domain = subject switch { Subject.Action => catalogue?.Actions, Subject.Tool => catalogue?.Tools, _ => null };

        // A request needs nothing but an action, and what is absent matches nothing.
        return subject != Subject.Action && constraints.Required.Count == 0 ? Verdict.Satisfiable : TextSolver.Solve(constraints, work, out text);
    }

    /// <summary>Returns what literals say of a subject, besides what every identifier or name must be.</summary>
    internal static TextConstraints ConstraintsOf(Subject subject, IEnumerable<SubjectLiteral> literals)
    {
        bool isName = subject is Subject.Action or Subject.Tool;
        TextConstraints constraints = new()
        {
            MinLength = 1,
            MaxLength = isName ? GovernanceIdentifier.MaxNameLength : GovernanceIdentifier.MaxLength,
            AllowsControlCharacters = isName,
        };
        foreach (SubjectLiteral literal in literals.Where(literal => literal.Subject == subject))
            (literal.IsPositive ? constraints.Required : constraints.Refused).Add(literal.Pattern);
        return constraints;
    }

    private static bool TryHold(IEnumerable<RoleLiteral> literals, out ImmutableSortedSet<string> roles)
    {
        ILookup<bool, string> wanted = literals.ToLookup(static literal => literal.IsPositive, static literal => literal.Role);
        roles = wanted[true].ToImmutableSortedSet(StringComparer.Ordinal);
        return !roles.Overlaps(wanted[false]);
    }
}
