namespace Enterprise.Governance.Policies.Matching;

/// <summary>A literal between two stars. Found by Knuth–Morris–Pratt, so that no text makes the search quadratic.</summary>
internal sealed class Fragment<T>
    where T : unmanaged, IEquatable<T>
{
    private readonly T[] _literal;

    // _failure[i]: length of the longest proper prefix of _literal that is also a suffix of _literal[..(i + 1)].
    private readonly int[] _failure;

    internal Fragment(ReadOnlySpan<T> literal)
    {
        _literal = literal.ToArray();
        _failure = new int[literal.Length];
        for (int i = 1, length = 0; i < literal.Length; i++)
        {
            while (length > 0 && !literal[i].Equals(literal[length]))
                length = _failure[length - 1];
            if (literal[i].Equals(literal[length]))
                length++;
            _failure[i] = length;
        }
    }

    /// <summary>Returns the index after the first occurrence, or -1. At most two steps per element of <paramref name="text"/>.</summary>
    internal int FindEnd<TSteps>(ReadOnlySpan<T> text, ref TSteps steps)
        where TSteps : struct, IStepCounter
    {
        int matched = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (matched == 0)
            {
                int skipped = text[i..].IndexOf(_literal[0]);
                steps.Add(skipped < 0 ? text.Length - i : skipped);
                if (skipped < 0)
                    return -1;
                i += skipped;
            }

            steps.Add(1);
            while (matched > 0 && !text[i].Equals(_literal[matched]))
            {
                steps.Add(1);
                matched = _failure[matched - 1];
            }

            if (text[i].Equals(_literal[matched]))
                matched++;
            if (matched == _literal.Length)
                return i + 1;
        }

        return -1;
    }
}
