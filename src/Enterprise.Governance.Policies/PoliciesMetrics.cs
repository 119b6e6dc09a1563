using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Enterprise.Governance.Policies;

/// <summary>The instruments of one engine.</summary>
internal sealed class PoliciesMetrics : IDisposable
{
    private const string OtherPhase = "other";

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _loads;

    internal PoliciesMetrics(IMeterFactory? factory)
    {
        _ownsMeter = factory is null;
        _meter = factory?.Create(PoliciesDiagnostics.MeterName) ?? new Meter(PoliciesDiagnostics.MeterName);
        _decisions = _meter.CreateCounter<long>(PoliciesDiagnostics.Decisions, "{decision}", "Policy decisions.");
        _loads = _meter.CreateCounter<long>(PoliciesDiagnostics.Loads, "{load}", "Readings of the policy sources that found a change.");
    }

    public void Dispose()
    {
        // A factory disposes what it made.
        if (_ownsMeter)
            _meter.Dispose();
    }

    internal void Decided(PolicySet set, string phase, PolicyEffect effect)
    {
        if (!_decisions.Enabled)
            return;
        bool known = phase is PolicyPhases.Exec or PolicyPhases.Plan || set.Knows(phase);
        _decisions.Add(1, new TagList
        {
            { PoliciesDiagnostics.EffectTag, effect.ToJsonName() },
            { PoliciesDiagnostics.PhaseTag, known ? phase : OtherPhase },
        });
    }

    internal void Loaded(string outcome)
    {
        if (_loads.Enabled)
            _loads.Add(1, new KeyValuePair<string, object?>(PoliciesDiagnostics.OutcomeTag, outcome));
    }
}
