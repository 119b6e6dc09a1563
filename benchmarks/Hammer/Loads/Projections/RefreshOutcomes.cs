using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Enterprise.Governance.Projections;
using Hammer.Running;

namespace Hammer.Loads.Projections;

/// <summary>What the server answered to this process's refreshes, as the library's own metric counts it, by phase.</summary>
internal sealed class RefreshOutcomes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Phase, string Outcome), long> _counts = new();

    internal RefreshOutcomes(Phases phases)
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == ProjectionsDiagnostics.Refreshes)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == ProjectionsDiagnostics.OutcomeTag)
                    _counts.AddOrUpdate((phases.Current, (string)tag.Value!), static (_, count) => count, static (_, before, count) => before + count, count);
            }
        });
        _listener.Start();
        phases.Telling += Tell;
    }

    public void Dispose() => _listener.Dispose();

    private void Tell()
    {
        foreach ((string Phase, string Outcome) key in _counts.Keys)
        {
            if (_counts.TryRemove(key, out long count))
                Worker.Tell($"answered {key.Phase} {key.Outcome} {count}");
        }
    }
}
