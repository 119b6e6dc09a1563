namespace Enterprise.Governance.Policies.Matching;

/// <summary>
/// A pattern in which <c>*</c> is any run of elements, the empty run included, and everything else is itself. Ordinal, case-sensitive.
/// The leftmost place of each fragment is as good as any other, so nothing is tried twice: time is linear in the text.
/// </summary>
/// <typeparam name="T"><see cref="char"/> for names, <see cref="byte"/> for UTF-8; both give the same answer.</typeparam>
internal sealed class Wildcard<T>
    where T : unmanaged, IEquatable<T>
{
    private readonly T[] _prefix;
    private readonly T[] _suffix;
    private readonly Fragment<T>[] _fragments;

    internal Wildcard(ReadOnlySpan<T> pattern, T star)
    {
        int first = pattern.IndexOf(star);
        IsLiteral = first < 0;
        if (IsLiteral)
        {
            _prefix = pattern.ToArray();
            _suffix = [];
            _fragments = [];
            return;
        }

        int last = pattern.LastIndexOf(star);
        _prefix = pattern[..first].ToArray();
        _suffix = pattern[(last + 1)..].ToArray();
        List<Fragment<T>> fragments = [];
        ReadOnlySpan<T> middle = first == last ? [] : pattern[(first + 1)..last];
        foreach (Range range in middle.Split(star))
        {
            if (!middle[range].IsEmpty)
                fragments.Add(new Fragment<T>(middle[range]));
        }

        _fragments = [.. fragments];
    }

    /// <summary>Gets whether the pattern has no star.</summary>
    internal bool IsLiteral { get; }

    internal bool IsMatch(ReadOnlySpan<T> text)
    {
        NoSteps none = default;
        return IsMatch(text, ref none);
    }

    internal bool IsMatch<TSteps>(ReadOnlySpan<T> text, ref TSteps steps)
        where TSteps : struct, IStepCounter
    {
        steps.Add(_prefix.Length + _suffix.Length);
        if (IsLiteral)
            return text.SequenceEqual(_prefix);
        if (text.Length < _prefix.Length + _suffix.Length || !text.StartsWith(_prefix) || !text.EndsWith(_suffix))
            return false;
        ReadOnlySpan<T> rest = text[_prefix.Length..(text.Length - _suffix.Length)];
        foreach (Fragment<T> fragment in _fragments)
        {
            int end = fragment.FindEnd(rest, ref steps);
            if (end < 0)
                return false;
            rest = rest[end..];
        }

        return true;
    }
}
