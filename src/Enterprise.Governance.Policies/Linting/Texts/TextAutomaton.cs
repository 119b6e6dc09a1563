using System.Text;

namespace Enterprise.Governance.Policies.Linting.Texts;

/// <summary>A wildcard as a deterministic automaton, whose states are made when they are first reached: not many more than the pattern has characters.</summary>
internal sealed class TextAutomaton
{
    internal const int Start = 0;

    // A star is null. Runs of stars are one.
    private readonly Rune?[] _elements;

    // Of each state: how many elements may have been matched, ascending.
    private readonly List<int[]> _states = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<(int State, Rune Rune), int> _steps = [];

    internal TextAutomaton(Rune?[] elements)
    {
        _elements = [.. elements.Where((element, i) => element is not null || i == 0 || elements[i - 1] is not null)];
        NumberOf(Closure([0]));
    }

    /// <summary>Returns the state after one more character.</summary>
    internal int Step(int state, Rune rune)
    {
        if (_steps.TryGetValue((state, rune), out int next))
            return next;
        SortedSet<int> reached = [];
        foreach (int place in _states[state])
        {
            if (place == _elements.Length)
                continue;
            if (_elements[place] is not { } element)
                reached.Add(place);
            else if (element == rune)
                reached.Add(place + 1);
        }

        return _steps[(state, rune)] = NumberOf(Closure(reached));
    }

    /// <summary>Tells whether the text so far matches.</summary>
    internal bool Accepts(int state) => _states[state] is [.., var last] && last == _elements.Length;

    /// <summary>Tells whether no longer text matches either.</summary>
    internal bool IsDead(int state) => _states[state].Length == 0;

    /// <summary>Tells whether the text matches however it goes on.</summary>
    internal bool IsSettled(int state) => Accepts(state) && _elements is [.., null];

    /// <summary>Adds what is behind a star. A star makes places before it superfluous: whatever matches from there matches from the star.</summary>
    private int[] Closure(SortedSet<int> places)
    {
        foreach (int place in places.ToArray())
        {
            if (IsStar(place))
                places.Add(place + 1);
        }

        int lastStar = places.Where(IsStar).DefaultIfEmpty(0).Last();
        return [.. places.Where(place => place >= lastStar)];
    }

    private bool IsStar(int place) => place < _elements.Length && _elements[place] is null;

    private int NumberOf(int[] places)
    {
        string key = string.Join(',', places);
        if (!_numbers.TryGetValue(key, out int number))
        {
            _numbers[key] = number = _states.Count;
            _states.Add(places);
        }

        return number;
    }
}
