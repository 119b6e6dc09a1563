namespace Enterprise.Governance.Policies.Matching;

/// <summary>Texts by their characters, in flat arrays. Each text has a number. Immutable.</summary>
internal sealed class CharTrie
{
    private const int Ascii = 128;

    // Of node n: its children are _labels[_first[n].._first[n + 1]], in ascending order, and lead to the nodes at the same places of _targets.
    private readonly int[] _first;
    private readonly char[] _labels;
    private readonly int[] _targets;
    private readonly int[] _values;

    // From the root, where most walks begin and end.
    private readonly int[] _fromRoot = new int[Ascii];

    private CharTrie(List<SortedDictionary<char, int>> nodes, List<int> values)
    {
        _first = new int[nodes.Count + 1];
        for (int i = 0; i < nodes.Count; i++)
            _first[i + 1] = _first[i] + nodes[i].Count;
        _labels = [.. nodes.SelectMany(static node => node.Keys)];
        _targets = [.. nodes.SelectMany(static node => node.Values)];
        _values = [.. values];
        Array.Fill(_fromRoot, None);
        foreach ((char label, int target) in nodes[Root])
        {
            if (label < Ascii)
                _fromRoot[label] = target;
        }
    }

    internal const int Root = 0, None = -1;

    internal int Count => _values.Length;

    /// <summary>Builds it of distinct texts that are not empty; each has its place as its number.</summary>
    internal static CharTrie Of(IEnumerable<string> texts)
    {
        List<SortedDictionary<char, int>> nodes = [[]];
        List<int> values = [None];
        int number = 0;
        foreach (string text in texts)
        {
            int node = Root;
            foreach (char c in text)
            {
                if (!nodes[node].TryGetValue(c, out int next))
                {
                    next = nodes.Count;
                    nodes[node].Add(c, next);
                    nodes.Add([]);
                    values.Add(None);
                }

                node = next;
            }

            values[node] = number++;
        }

        return new CharTrie(nodes, values);
    }

    /// <summary>Returns the number of the text that ends at a node, or <see cref="None"/>.</summary>
    internal int ValueAt(int node) => _values[node];

    /// <summary>Returns the node that a character leads to, or <see cref="None"/>.</summary>
    internal int Next(int node, char c)
    {
        if (node == Root && c < Ascii)
            return _fromRoot[c];
        int first = _first[node], count = _first[node + 1] - first;

        // Most nodes have one child.
        if (count == 1)
            return _labels[first] == c ? _targets[first] : None;
        int place = _labels.AsSpan(first, count).IndexOf(c);
        return place < 0 ? None : _targets[first + place];
    }

    /// <summary>Returns the children of a node.</summary>
    internal IEnumerable<(char Label, int Node)> Children(int node)
    {
        for (int i = _first[node]; i < _first[node + 1]; i++)
            yield return (_labels[i], _targets[i]);
    }
}
