namespace Enterprise.Governance.Policies.Matching;

/// <summary>Finds all of many texts inside another in one pass (Aho–Corasick). Immutable.</summary>
internal sealed class FragmentAutomaton
{
    private readonly CharTrie _trie;

    // Where to go on when no child fits: the node of the longest proper suffix that is in the trie.
    private readonly int[] _failure;

    // The next node along the failures at which a text ends.
    private readonly int[] _output;

    internal FragmentAutomaton(IEnumerable<string> texts)
    {
        _trie = CharTrie.Of(texts);
        _failure = new int[_trie.Count];
        _output = new int[_trie.Count];
        _output[CharTrie.Root] = CharTrie.None;
        Queue<int> queue = new([CharTrie.Root]);
        while (queue.TryDequeue(out int node))
        {
            foreach ((char label, int child) in _trie.Children(node))
            {
                int failure = node == CharTrie.Root ? CharTrie.Root : Step(_failure[node], label);
                _failure[child] = failure;
                _output[child] = _trie.ValueAt(failure) != CharTrie.None ? failure : _output[failure];
                queue.Enqueue(child);
            }
        }
    }

    /// <summary>Returns the state after one more character; <see cref="CharTrie.Root"/> is the first state. All in all at most two steps per character.</summary>
    internal int Step(int state, char c)
    {
        while (true)
        {
            int next = _trie.Next(state, c);
            if (next != CharTrie.None)
                return next;
            if (state == CharTrie.Root)
                return CharTrie.Root;
            state = _failure[state];
        }
    }

    /// <summary>Returns the longest text that ends here, as a state, or <see cref="CharTrie.None"/>.</summary>
    internal int FirstEnd(int state) => _trie.ValueAt(state) != CharTrie.None ? state : _output[state];

    /// <summary>Returns the next shorter text that ends here, as a state, or <see cref="CharTrie.None"/>.</summary>
    internal int NextEnd(int end) => _output[end];

    /// <summary>Returns the number of the text that a state from <see cref="FirstEnd"/> or <see cref="NextEnd"/> stands for.</summary>
    internal int NumberOf(int end) => _trie.ValueAt(end);
}
