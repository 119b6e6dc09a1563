using Enterprise.Governance.Policies.Conditions;
using Enterprise.Governance.Policies.Linting.Solving;

namespace Enterprise.Governance.Policies.Linting.Claims;

/// <summary>The rules that decide in one phase, by precedence.</summary>
internal sealed class PhaseRules
{
    private readonly PolicySet _set;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    internal PhaseRules(PolicySet set, string phase)
    {
        _set = set;
        Phase = phase;
        DefaultEffect = set.Options.EffectOf(phase);
        Rules =
        [
            .. set.Rules.Where(rule => rule.Enabled && rule.Mode == PolicyMode.Enforce && rule.Phases.Contains(phase))
                .OrderByDescending(static rule => rule.Priority).ThenBy(static rule => rule.PolicyId, StringComparer.Ordinal),
        ];
        for (int i = 0; i < Rules.Count; i++)
            _places.Add(Rules[i].PolicyId, i);
    }

    internal string Phase { get; }

    internal PolicyEffect DefaultEffect { get; }

    internal IReadOnlyList<PolicyRule> Rules { get; }

    /// <summary>Returns the place of a rule in the order of precedence; 0 goes first.</summary>
    internal int PlaceOf(PolicyRule rule) => _places[rule.PolicyId];

    /// <summary>Evaluates a request and returns the rules that count, by precedence.</summary>
    internal Situation At(Model model)
    {
        PolicyDecision decision = _set.Evaluate(model.ToRequest(Phase));
        HashSet<string> unknown = new(decision.Unknown, StringComparer.Ordinal);
        return new Situation([.. decision.PolicyIds.Select(id => _places[id]).Order().Select(place => (Rules[place], unknown.Contains(Rules[place].PolicyId) ? Truth.Unknown : Truth.True))]);
    }
}
