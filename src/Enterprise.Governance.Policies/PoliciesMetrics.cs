using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Enterprise.Governance.Policies;

/// <summary>The instruments of one engine.</summary>
internal sealed class PoliciesMetrics : IDisposable
{
    private const string Other = "other";

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _shadowMatches;
    private readonly Counter<long> _loads;

    internal PoliciesMetrics(IMeterFactory? factory, Func<PolicySet?> current)
    {
        _ownsMeter = factory is null;
        _meter = factory?.Create(PoliciesDiagnostics.MeterName) ?? new Meter(PoliciesDiagnostics.MeterName);
        _decisions = _meter.CreateCounter<long>(PoliciesDiagnostics.Decisions, "{decision}", "Policy decisions.");
        _shadowMatches = _meter.CreateCounter<long>(PoliciesDiagnostics.ShadowMatches, "{match}", "Decisions that a shadow rule would have taken part in.");
        _meter.CreateObservableUpDownCounter(PoliciesDiagnostics.Rules, () => Count(current()), "{rule}", "Rules of the policy set in force.");
        _loads = _meter.CreateCounter<long>(PoliciesDiagnostics.Loads, "{load}", "Readings of the policy sources that found a change.");
    }

    public void Dispose()
    {
        // A factory disposes what it made.
        if (_ownsMeter)
            _meter.Dispose();
    }

    internal void Decided(PolicySet set, string phase, PolicyDecision decision)
    {
        bool countsShadow = _shadowMatches.Enabled && !decision.Shadow.IsEmpty;
        if (!_decisions.Enabled && !countsShadow)
            return;
        string shown = phase is PolicyPhases.Exec or PolicyPhases.Plan || set.Knows(phase) ? phase : Other;
        _decisions.Add(1, new TagList { { PoliciesDiagnostics.EffectTag, decision.Effect.ToJsonName() }, { PoliciesDiagnostics.PhaseTag, shown } });
        if (!countsShadow)
            return;
        foreach (string id in decision.Shadow)
        {
            // A tenant's own rules are named by the tenant.
            string rule = set.Find(id) is { Tenant: null } ? id : Other;
            _shadowMatches.Add(1, new TagList { { PoliciesDiagnostics.PolicyIdTag, rule }, { PoliciesDiagnostics.PhaseTag, shown } });
        }
    }

    internal void Loaded(string outcome)
    {
        if (_loads.Enabled)
            _loads.Add(1, new KeyValuePair<string, object?>(PoliciesDiagnostics.OutcomeTag, outcome));
    }

    private static IEnumerable<Measurement<int>> Count(PolicySet? set) =>
        set is null ? [] : [new Measurement<int>(set.Rules.Length, new KeyValuePair<string, object?>(PoliciesDiagnostics.VersionTag, set.Version))];
}
