using System.Collections;
using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Arguments;

/// <summary><c>contains_any</c> and <c>contains_all</c>: an array has one, or each, of the listed values.</summary>
internal sealed class ContainsListTest : ArgumentTest
{
    private readonly bool _all;
    private readonly ElementSet? _prepared;

    internal ContainsListTest(string name, Operand operand, bool all)
        : base(name, operand)
    {
        _all = all;
        if (operand.TryGetLiteral(out ReadOnlySpan<byte> literal))
            _prepared = ElementSet.Of(literal);
    }

    internal override Truth Evaluate(ref EvaluationContext context, ReadOnlySpan<byte> value)
    {
        if (CanonicalText.TypeOf(value) != JsonType.Array)
            return Truth.Unknown;
        ElementSet? wanted = _prepared;
        if (wanted is null)
        {
            if (!Operand.TryResolve(ref context, out ReadOnlySpan<byte> list) || CanonicalText.TypeOf(list) != JsonType.Array)
                return Truth.Unknown;
            wanted = ElementSet.Of(list);
        }

        // A list in a rule is never empty; an empty one behind a reference is no operand.
        if (wanted.Count == 0)
            return Truth.Unknown;
        return (_all ? HasAll(value, wanted) : HasAny(value, wanted)).ToTruth();
    }

    private static bool HasAny(ReadOnlySpan<byte> array, ElementSet wanted)
    {
        foreach (ReadOnlySpan<byte> element in new ElementEnumerator(array))
        {
            if (wanted.IndexOf(element) >= 0)
                return true;
        }

        return false;
    }

    private static bool HasAll(ReadOnlySpan<byte> array, ElementSet wanted)
    {
        BitArray seen = new(wanted.Count);
        int missing = wanted.Count;
        foreach (ReadOnlySpan<byte> element in new ElementEnumerator(array))
        {
            int index = wanted.IndexOf(element);
            if (index < 0 || seen[index])
                continue;
            seen[index] = true;
            if (--missing == 0)
                return true;
        }

        return false;
    }
}
