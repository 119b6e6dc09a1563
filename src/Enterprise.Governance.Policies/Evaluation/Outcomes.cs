using System.Collections.Concurrent;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>The decisions of one phase by the rules that match: made once for each combination, and shared. Thread-safe; reading takes no lock and writes nothing.</summary>
internal sealed class Outcomes
{
    // What arguments choose, callers can vary: beyond this many, decisions are made anew.
    private const int MaxCombinations = 10_000;

    private readonly PolicyRule[] _rules;
    private readonly PolicyEffect _defaultEffect;
    private readonly string _version;
    private readonly PolicyDecision _none;

    // By match. Each is written once with what any other thread would write.
    private readonly PolicyDecision?[] _lone;
    private readonly ConcurrentDictionary<int[], PolicyDecision> _combinations = new(MatchesComparer.Instance);
    private readonly ConcurrentDictionary<int[], PolicyDecision>.AlternateLookup<ReadOnlySpan<int>> _byMatches;

    // Written by Interlocked.
    private int _made;

    internal Outcomes(PolicyRule[] rules, PolicyEffect defaultEffect, string version)
    {
        _rules = rules;
        _defaultEffect = defaultEffect;
        _version = version;
        _none = Make([]);
        _lone = new PolicyDecision?[2 * rules.Length];
        _byMatches = _combinations.GetAlternateLookup<ReadOnlySpan<int>>();
    }

    internal PolicyDecision Of(ReadOnlySpan<int> matches) => matches.Length switch
    {
        0 => _none,
        1 => Volatile.Read(ref _lone[matches[0]]) ?? OfLone(matches),
        _ => _byMatches.TryGetValue(matches, out PolicyDecision? decision) ? decision : OfNew(matches),
    };

    private PolicyDecision OfLone(ReadOnlySpan<int> matches)
    {
        PolicyDecision decision = Make(matches);
        Volatile.Write(ref _lone[matches[0]], decision);
        return decision;
    }

    private PolicyDecision OfNew(ReadOnlySpan<int> matches)
    {
        PolicyDecision decision = Make(matches);
        if (Volatile.Read(ref _made) < MaxCombinations && _byMatches.TryAdd(matches, decision))
            Interlocked.Increment(ref _made);
        return decision;
    }

    private PolicyDecision Make(ReadOnlySpan<int> matches)
    {
        DecisionBuilder decision = default;
        foreach (int match in matches)
        {
            (int rule, Conditions.Truth truth) = Match.Read(match);
            decision.Add(_rules[rule], truth);
        }

        return decision.Build(_defaultEffect, _version);
    }
}
