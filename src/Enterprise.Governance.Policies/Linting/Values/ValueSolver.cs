using System.Text;
using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Explanation;
using Enterprise.Governance.Policies.Linting.Solving;
using Enterprise.Governance.Policies.Linting.Texts;

namespace Enterprise.Governance.Policies.Linting.Values;

/// <summary>Finds a value for a place among the arguments and for all below, or proves that there is none: type by type, since most tests are about one.</summary>
internal sealed class ValueSolver(Work work)
{
    private static readonly JsonType[] s_types = [JsonType.Text, JsonType.Number, JsonType.Boolean, JsonType.Array, JsonType.Object, JsonType.Null];

    /// <param name="node">The place.</param>
    /// <param name="value">The value as JSON; <see langword="null"/> for none at all.</param>
    internal Verdict Solve(ArgumentNode node, out string? value)
    {
        value = null;
        if (!work.TrySpend(1))
            return Verdict.Undecided;
        if (node.AcceptsAbsence())
            return Verdict.Satisfiable;
        Verdict verdict = Verdict.Unsatisfiable;
        foreach (JsonType type in s_types)
        {
            if (!work.TrySpend(1 + node.Literals.Count))
                return Verdict.Undecided;
            if (!node.AcceptsType(type) || (type != JsonType.Object && !node.MembersAcceptAbsence()))
                continue;
            Verdict found = Solve(node, type, out value);
            if (found == Verdict.Satisfiable)
                return found;
            if (found == Verdict.Undecided)
                verdict = Verdict.Undecided;
        }

        return verdict;
    }

    /// <summary>Finds the first value in a list that fits.</summary>
    internal Verdict First(ArgumentNode node, IEnumerable<string> candidates, out string? value)
    {
        value = null;
        foreach (string candidate in candidates)
        {
            if (!work.TrySpend(1 + node.Literals.Count))
                return Verdict.Undecided;
            if (!node.Accepts(candidate))
                continue;
            value = candidate;
            return Verdict.Satisfiable;
        }

        return Verdict.Unsatisfiable;
    }

    private Verdict Solve(ArgumentNode node, JsonType type, out string? value) => type switch
    {
        JsonType.Text => SolveText(node, out value),
        JsonType.Number => First(node, NumberCandidates.Of(node), out value),
        JsonType.Boolean => First(node, ["true", "false"], out value),
        JsonType.Null => First(node, ["null"], out value),
        _ when Given(node, type) is { } given => First(node, given, out value),
        JsonType.Array => new ArraySolver(node, work, this).Solve(out value),
        _ => SolveObject(node, out value),
    };

    /// <summary>Returns the only arrays or objects that there are, if a literal lists them.</summary>
    private static IEnumerable<string>? Given(ArgumentNode node, JsonType type)
    {
        foreach ((ArgumentTest test, bool wanted) in node.Wanted(type))
        {
            if (test.Name == (wanted ? "eq" : "ne"))
                return [test.LiteralText()];
            if (test.Name == (wanted ? "in" : "not_in"))
                return test.Elements().Where(element => (CanonicalText.TypeOf(Encoding.UTF8.GetBytes(element)) & type) != 0);
        }

        return null;
    }

    private Verdict SolveText(ArgumentNode node, out string? value)
    {
        value = null;
        TextConstraints constraints = new();
        TextTests.AddTo(constraints, node);
        Verdict verdict = TextSolver.Solve(constraints, work, out string? text);
        value = JsonText.OfText(text);
        return value is null || node.Accepts(value) ? verdict : Verdict.Undecided;
    }

    private Verdict SolveObject(ArgumentNode node, out string? value)
    {
        value = null;
        List<string> members = [];
        Verdict verdict = Verdict.Satisfiable;
        foreach ((string name, ArgumentNode member) in node.Members)
        {
            Verdict found = Solve(member, out string? inner);
            if (found == Verdict.Unsatisfiable)
                return found;
            if (found == Verdict.Undecided)
                verdict = found;
            if (inner is not null)
                members.Add($"{JsonText.OfText(name)}:{inner}");
        }

        if (verdict == Verdict.Undecided)
            return verdict;

        // A member that no rule knows makes it another object than those that literals exclude, or than all but one of them.
        IEnumerable<string> fillers = Enumerable.Range(0, int.MaxValue).Select(static i => $"x{i}").Where(name => !node.Members.ContainsKey(name));
        IEnumerable<string> candidates = fillers.Select(name => $"{{{string.Join(',', (IEnumerable<string>)[.. members, $"\"{name}\":0"])}}}");
        return First(node, candidates.Prepend($"{{{string.Join(',', members)}}}"), out value);
    }
}
