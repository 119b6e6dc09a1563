using System.Text;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Texts;

/// <summary>Searches the automata of all patterns at once for the shortest text that fits. What has been seen is not gone through again, so the search ends.</summary>
internal sealed class ProductSearch
{
    private readonly TextConstraints _constraints;
    private readonly Rune[] _alphabet;
    private readonly Work _work;
    private readonly TextAutomaton[] _automata;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Node, int> _queue = new();

    internal ProductSearch(TextConstraints constraints, Rune[] alphabet, Work work)
    {
        (_constraints, _alphabet, _work) = (constraints, alphabet, work);
        _automata = [.. constraints.Required.Concat(constraints.Refused).Select(static pattern => pattern.Automaton)];
    }

    internal Verdict Run(out string? text)
    {
        text = null;
        _queue.Enqueue(new Node(new int[_automata.Length], null, default, 0), 0);
        while (_queue.TryDequeue(out Node? node, out _))
        {
            // The empty text is not among what has been seen: where it may not be, a longer one in its state may.
            if (node.Before is not null && !_seen.Add(node.Key))
                continue;
            if (node.Length >= _constraints.MinLength && Fits(node.States))
            {
                text = TextOf(node);
                return Verdict.Satisfiable;
            }

            foreach (Rune rune in _alphabet)
            {
                if (!_work.TrySpend(1 + _automata.Length))
                    return Verdict.Undecided;
                Follow(node, rune);
            }
        }

        return Verdict.Unsatisfiable;
    }

    private void Follow(Node node, Rune rune)
    {
        int length = node.Length + rune.Utf16SequenceLength;
        if (length > _constraints.MaxLength)
            return;
        int[] states = new int[_automata.Length];
        for (int i = 0; i < states.Length; i++)
        {
            states[i] = _automata[i].Step(node.States[i], rune);
            bool isLost = i < _constraints.Required.Count ? _automata[i].IsDead(states[i]) : _automata[i].IsSettled(states[i]);
            if (isLost)
                return;
        }

        Node next = new(states, node, rune, length);
        if (!_seen.Contains(next.Key))
            _queue.Enqueue(next, length);
    }

    private bool Fits(int[] states)
    {
        for (int i = 0; i < states.Length; i++)
        {
            if (_automata[i].Accepts(states[i]) != (i < _constraints.Required.Count))
                return false;
        }

        return true;
    }

    private static string TextOf(Node node)
    {
        Stack<Rune> runes = new();
        for (Node current = node; current.Before is { } before; current = before)
            runes.Push(current.Rune);
        return string.Concat(runes);
    }

    private sealed class Node(int[] states, Node? before, Rune rune, int length)
    {
        internal int[] States => states;

        internal Node? Before => before;

        internal Rune Rune => rune;

        internal int Length => length;

        internal string Key { get; } = string.Join(',', states);
    }
}
