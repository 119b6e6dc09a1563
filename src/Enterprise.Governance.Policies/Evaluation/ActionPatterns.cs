using Enterprise.Governance.Policies.Matching;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>The rules that stand under a pattern of actions, found by the longest literal piece of it: by the action's beginning, or anywhere in it.</summary>
internal sealed class ActionPatterns
{
    // As many are compared as quickly as a trie is walked.
    private const int Few = 8;

    private readonly Beginning[] _fewBeginnings = [];
    private readonly CharTrie? _beginnings;
    private readonly Entry[][] _byBeginning;
    private readonly FragmentAutomaton? _fragments;
    private readonly Entry[][] _byFragment;

    internal ActionPatterns(IEnumerable<(string Pattern, int[] Rules)> patterns)
    {
        ILookup<(bool IsBeginning, string Piece), Entry> entries = patterns.ToLookup(static pair => PieceOf(pair.Pattern), static pair => new Entry(Rest(pair.Pattern), pair.Rules));
        (string[] beginnings, _byBeginning) = Split(entries, isBeginning: true);
        (string[] fragments, _byFragment) = Split(entries, isBeginning: false);
        if (beginnings.Length <= Few)
            _fewBeginnings = [.. beginnings.Select(static text => new Beginning(text))];
        else
            _beginnings = CharTrie.Of(beginnings);
        _fragments = fragments.Length == 0 ? null : new FragmentAutomaton(fragments);
    }

    /// <summary>Asks the rules whose pattern fits the action; some may be asked twice.</summary>
    internal void Ask(string action, ref MatchCollector matches)
    {
        ulong head = Beginning.HeadOf(action);
        for (int i = 0; i < _fewBeginnings.Length; i++)
        {
            if (_fewBeginnings[i].Begins(action, head))
                Ask(_byBeginning[i], action, ref matches);
        }

        if (_beginnings is { } beginnings)
        {
            int node = CharTrie.Root;
            foreach (char c in action)
            {
                node = beginnings.Next(node, c);
                if (node == CharTrie.None)
                    break;
                int number = beginnings.ValueAt(node);
                if (number != CharTrie.None)
                    Ask(_byBeginning[number], action, ref matches);
            }
        }

        if (_fragments is { } fragments)
        {
            int state = CharTrie.Root;
            foreach (char c in action)
            {
                state = fragments.Step(state, c);
                for (int end = fragments.FirstEnd(state); end != CharTrie.None; end = fragments.NextEnd(end))
                    Ask(_byFragment[fragments.NumberOf(end)], action, ref matches);
            }
        }
    }

    private static void Ask(Entry[] entries, string action, ref MatchCollector matches)
    {
        foreach (Entry entry in entries)
        {
            if (entry.Rest is null || entry.Rest.IsMatch(action))
                matches.Ask(entry.Rules);
        }
    }

    private static (string[] Pieces, Entry[][] Entries) Split(ILookup<(bool IsBeginning, string Piece), Entry> entries, bool isBeginning)
    {
        IGrouping<(bool, string Piece), Entry>[] groups = [.. entries.Where(group => group.Key.IsBeginning == isBeginning)];
        return ([.. groups.Select(static group => group.Key.Piece)], [.. groups.Select(static group => group.ToArray())]);
    }

    private static (bool IsBeginning, string Piece) PieceOf(string pattern)
    {
        string longest = pattern.Split('*').MaxBy(static piece => piece.Length)!, beginning = pattern[..pattern.IndexOf('*')];
        return beginning.Length == longest.Length ? (true, beginning) : (false, longest);
    }

    /// <summary>Returns what is to be checked once the piece has been found; nothing if the pattern is its beginning and a star.</summary>
    private static Wildcard<char>? Rest(string pattern) => pattern.AsSpan().IndexOf('*') == pattern.AsSpan().TrimEnd('*').Length ? null : new Wildcard<char>(pattern, '*');

    private readonly record struct Entry(Wildcard<char>? Rest, int[] Rules);
}
