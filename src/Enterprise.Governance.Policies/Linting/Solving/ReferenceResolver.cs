using System.Text;
using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;
using Enterprise.Governance.Policies.Explanation;
using Enterprise.Governance.Policies.Linting.Formulas;
using Enterprise.Governance.Policies.Linting.Texts;
using Enterprise.Governance.Policies.Linting.Values;

namespace Enterprise.Governance.Policies.Linting.Solving;

/// <summary>Mends a request that breaks literals with references: fixes where a reference leads, so that the comparison becomes one with a value, and solves again.</summary>
/// <remarks>That nothing is found so proves nothing; only that the two sides of an equality have no value in common does.</remarks>
internal sealed class ReferenceResolver(RequestSolver requests, IReadOnlyList<Literal> literals, IReadOnlyList<Literal> plain)
{
    private const int MaxReferences = 4;

    // Of references that must lead to what they are compared with: a value that suits both sides.
    private readonly Dictionary<string, string> _joined = new(StringComparer.Ordinal);

    /// <summary>Finds, for every equality that must hold, a value that suits both sides by themselves.</summary>
    /// <returns><see langword="false"/> if there is none for one of them, which is a proof.</returns>
    internal bool TryJoin(Work work)
    {
        foreach (ArgumentLiteral literal in literals.OfType<ArgumentLiteral>().Where(IsEquality))
        {
            Verdict verdict = Join(literal, work, out string? value);
            if (verdict == Verdict.Unsatisfiable)
                return false;
            if (value is not null)
                _joined[literal.Reference!] = value;
        }

        return true;
    }

    internal Model? Resolve(Model broken) => Resolve(broken, []);

    private Model? Resolve(Model broken, Dictionary<string, string?> fixedValues)
    {
        if (fixedValues.Count == MaxReferences || Broken(broken, fixedValues) is not { } literal)
            return null;
        string reference = literal.Reference!;
        foreach (string? value in Candidates(broken, literal).Distinct().ToArray())
        {
            Dictionary<string, string?> values = new(fixedValues) { [reference] = value };
            if (!TrySubstitute(values, out List<Literal> substituted) || requests.SolvePlain(substituted, out Model? model) != Verdict.Satisfiable)
                continue;
            if (model!.Satisfies(literals))
                return model;
            if (Resolve(model, values) is { } resolved)
                return resolved;
        }

        return null;
    }

    /// <summary>Returns a literal that the request breaks and whose reference is not fixed yet.</summary>
    private ArgumentLiteral? Broken(Model model, Dictionary<string, string?> fixedValues) => literals.OfType<ArgumentLiteral>()
        .FirstOrDefault(literal => literal.Reference is { } reference && !fixedValues.ContainsKey(reference) && !model.Satisfies([literal]));

    /// <summary>Where the reference may lead: to what is there now, to what it is compared with, or nowhere.</summary>
    private IEnumerable<string?> Candidates(Model model, ArgumentLiteral literal)
    {
        if (_joined.TryGetValue(literal.Reference!, out string? joined))
            yield return joined;
        if (ValueOf(model, literal.Test.Operand) is { } value)
            yield return value;
        if (Find(model, literal.Path) is { } compared)
        {
            if (literal.Test.Operand.Path is not null || compared[0] == '"')
                yield return compared;
            if (literal.Test.Operand.Path is not null)
                yield return $"[{compared}]";
        }

        yield return null;
    }

    private static bool IsEquality(ArgumentLiteral literal) => literal.Reference is not null
        && ((literal.Test.Name == "eq" && literal.Allowed == Truths.True) || (literal.Test.Name == "ne" && literal.Allowed == Truths.False));

    private Verdict Join(ArgumentLiteral literal, Work work, out string? value)
    {
        if (literal.Test.Operand.Path is { } path)
            return new ValueSolver(work).Solve(NodeOf(literal.Path, path), out value);
        TextConstraints constraints = RequestSolver.ConstraintsOf(References.SubjectOf(literal.Reference!), plain.OfType<SubjectLiteral>());
        TextTests.AddTo(constraints, NodeOf(literal.Path, literal.Path));
        Verdict verdict = TextSolver.Solve(constraints, work, out string? text);
        value = JsonText.OfText(text);
        return verdict;
    }

    /// <summary>Returns one place with what is said of either of two paths.</summary>
    private ArgumentNode NodeOf(ArgumentPath left, ArgumentPath right)
    {
        const string Meeting = "x";
        IEnumerable<ArgumentLiteral> said = plain.OfType<ArgumentLiteral>().Where(literal => literal.Path.Text == left.Text || literal.Path.Text == right.Text);
        return ArgumentNode.Of(said.Select(static literal => new ArgumentLiteral(new ArgumentPath(Meeting), literal.Test, literal.Allowed))).Members[Meeting];
    }

    private bool TrySubstitute(Dictionary<string, string?> values, out List<Literal> substituted)
    {
        substituted = [.. plain];
        foreach (ArgumentLiteral literal in literals.OfType<ArgumentLiteral>())
        {
            if (literal.Reference is not { } reference || !values.TryGetValue(reference, out string? value))
                continue;
            substituted.Add(value is null ? References.Presence(literal.Test.Operand, present: false) : IsAt(literal.Test.Operand, value));
            bool isOperand = value is not null && (References.TypesOf(literal.Test.Name).Operand & CanonicalText.TypeOf(Encoding.UTF8.GetBytes(value))) != 0;
            if (isOperand)
                substituted.Add(new ArgumentLiteral(literal.Path, ArgumentTests.Make(literal.Test.Name, value!), literal.Allowed));
            else if (!literal.Allowed.Allows(Truth.Unknown))
                return false;
        }

        return true;
    }

    private static Literal IsAt(Operand reference, string value) => reference.Path is { } path
        ? new ArgumentLiteral(path, ArgumentTests.Make("eq", value), Truths.True)
        : new SubjectLiteral(References.SubjectOf(reference.Reference!), TextPattern.Word(TextTests.Unquote(value)), positive: true);

    private static string? ValueOf(Model model, Operand reference) => reference.Path is { } path ? Find(model, path)
        : JsonText.OfText(model.Subjects[(int)References.SubjectOf(reference.Reference!)]);

    private static string? Find(Model model, ArgumentPath path)
    {
        PolicyRequest request = model.ToRequest(PolicyPhases.Exec);
        EvaluationContext context = new(in request);
        return context.TryFind(path, out ReadOnlySpan<byte> value) ? JsonText.Of(value) : null;
    }
}
