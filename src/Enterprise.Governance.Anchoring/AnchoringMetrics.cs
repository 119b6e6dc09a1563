using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Enterprise.Governance.Anchoring;

/// <summary>The anchorer's instruments.</summary>
internal sealed class AnchoringMetrics
{
    private readonly Counter<long> _rounds;
    private readonly Counter<long> _leaves;
    private readonly Counter<long> _events;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _sinkFailures;

    internal AnchoringMetrics(IMeterFactory? factory)
    {
        Meter meter = factory?.Create(AnchoringDiagnostics.MeterName) ?? new Meter(AnchoringDiagnostics.MeterName);
        _rounds = meter.CreateCounter<long>(AnchoringDiagnostics.Rounds, "{round}");
        _leaves = meter.CreateCounter<long>(AnchoringDiagnostics.Leaves, "{leaf}");
        _events = meter.CreateCounter<long>(AnchoringDiagnostics.Events, "{event}");
        _refused = meter.CreateCounter<long>(AnchoringDiagnostics.RefusedRuns, "{run}");
        _sinkFailures = meter.CreateCounter<long>(AnchoringDiagnostics.SinkFailures, "{checkpoint}");
    }

    internal static ActivitySource Source { get; } = new(AnchoringDiagnostics.ActivitySourceName);

    internal void Ended(string outcome) => _rounds.Add(1, new KeyValuePair<string, object?>(AnchoringDiagnostics.OutcomeTag, outcome));

    internal void Appended(int leaves, long events)
    {
        _leaves.Add(leaves);
        _events.Add(events);
    }

    internal void Refused() => _refused.Add(1);

    internal void SinkFailed(string sink) => _sinkFailures.Add(1, new KeyValuePair<string, object?>(AnchoringDiagnostics.SinkTag, sink));
}
