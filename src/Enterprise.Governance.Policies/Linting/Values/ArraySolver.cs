using System.Text;
using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Values;

/// <summary>Finds an array, where no literal says which: elements it must have, one of each list that it must have one of, and how many.</summary>
/// <remarks>
/// Every array that fits has, for each such list, one of its elements: all choices are tried, and those that take what must not be there fail when they are tested. An array with room for
/// one element more than those chosen can have one that no rule knows, and is then none of the arrays that literals exclude; without room it is an order of those chosen.
/// </remarks>
internal sealed class ArraySolver
{
    private readonly ArgumentNode _node;
    private readonly Work _work;
    private readonly ValueSolver _values;
    private readonly HashSet<string> _required = new(StringComparer.Ordinal);
    private readonly List<List<string>> _anyOf = [];
    private readonly string _fresh;
    private double _least;
    private double _most = int.MaxValue;

    internal ArraySolver(ArgumentNode node, Work work, ValueSolver values)
    {
        (_node, _work, _values) = (node, work, values);
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach ((ArgumentTest test, bool wanted) in node.Wanted(JsonType.Array))
            Take(test, wanted, known);
        _fresh = Enumerable.Range(0, known.Count + 1).Select(static i => i == 0 ? "\"x\"" : $"\"x{i}\"").First(element => !known.Contains(element));
    }

    internal Verdict Solve(out string? value) => Choose(0, [.. _required], out value);

    private void Take(ArgumentTest test, bool wanted, HashSet<string> known)
    {
        switch (test.Name)
        {
            case "contains":
                known.Add(test.LiteralText());
                if (wanted)
                    _required.Add(test.LiteralText());
                break;
            case "contains_all":
                known.UnionWith(test.Elements());
                if (wanted)
                    _required.UnionWith(test.Elements());
                break;
            case "contains_any":
                known.UnionWith(test.Elements());
                if (wanted)
                    _anyOf.Add(test.Elements());
                break;
            case "count_gt" or "count_lt":
                TakeCount(CanonicalText.NumberOf(test.Literal()), (test.Name == "count_gt") == wanted, wanted);
                break;
            case "eq" or "ne":
                known.UnionWith(test.Elements());
                break;
            default:
                known.UnionWith(test.Elements().Where(static element => element[0] == '[').SelectMany(static element => ArgumentTestExtensions.ElementsOf(Encoding.UTF8.GetBytes(element))));
                break;
        }
    }

    private void TakeCount(double bound, bool isLeast, bool isStrict)
    {
        if (isLeast)
            _least = Math.Max(_least, isStrict ? Math.Floor(bound) + 1 : Math.Ceiling(bound));
        else
            _most = Math.Min(_most, isStrict ? Math.Ceiling(bound) - 1 : Math.Floor(bound));
    }

    private Verdict Choose(int choice, List<string> chosen, out string? value)
    {
        value = null;
        if (!_work.TrySpend(1 + chosen.Count))
            return Verdict.Undecided;
        if (chosen.Count > _most || _least > _most)
            return Verdict.Unsatisfiable;
        if (choice == _anyOf.Count)
            return Arrange(chosen, out value);
        if (_anyOf[choice].Exists(chosen.Contains))
            return Choose(choice + 1, chosen, out value);
        Verdict verdict = Verdict.Unsatisfiable;
        foreach (string element in _anyOf[choice])
        {
            Verdict found = Choose(choice + 1, [.. chosen, element], out value);
            if (found == Verdict.Satisfiable)
                return found;
            if (found == Verdict.Undecided)
                verdict = found;
        }

        return verdict;
    }

    private Verdict Arrange(List<string> chosen, out string? value)
    {
        value = null;
        int length = (int)Math.Max(_least, chosen.Count);
        if (!_work.TrySpend(length))
            return Verdict.Undecided;
        IEnumerable<string> filled = chosen.Concat(Enumerable.Repeat(_fresh, length - chosen.Count));
        IEnumerable<string> candidates = length < _most
            ? [Write(filled), Write(filled.Append(_fresh))]
            : length > chosen.Count ? [Write(filled)] : Orders(chosen, 0).Select(Write);
        return _values.First(_node, candidates, out value);
    }

    private static IEnumerable<IEnumerable<string>> Orders(List<string> elements, int fixedCount)
    {
        if (fixedCount >= elements.Count - 1)
        {
            yield return [.. elements];
            yield break;
        }

        for (int i = fixedCount; i < elements.Count; i++)
        {
            List<string> swapped = [.. elements];
            (swapped[fixedCount], swapped[i]) = (swapped[i], swapped[fixedCount]);
            foreach (IEnumerable<string> order in Orders(swapped, fixedCount + 1))
                yield return order;
        }
    }

    private static string Write(IEnumerable<string> elements) => $"[{string.Join(',', elements)}]";
}
