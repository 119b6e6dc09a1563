using System.Diagnostics.Metrics;

namespace Enterprise.Governance.TestSupport;

/// <summary>Writes down the measurements of the meters it makes, as <c>name value tag=value …</c>.</summary>
internal sealed class MetricRecorder : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    internal MetricRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            lock (_lock)
            {
                if (_meters.Contains(instrument.Meter))
                    listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));

        // Times differ from run to run.
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value >= 0 ? "#" : value, tags));
        _listener.Start();
    }

    private void Add(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string line = $"{instrument.Name} {value}";
        foreach (KeyValuePair<string, object?> tag in tags)
            line += $" {tag.Key}={tag.Value}";
        lock (_lock)
            _lines.Add(line);
    }

    internal IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>Asks the gauges for what they show now.</summary>
    internal void Observe() => _listener.RecordObservableInstruments();

    public Meter Create(MeterOptions options)
    {
        Meter meter = new(options);
        lock (_lock)
            _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Meter meter in _meters)
            meter.Dispose();
    }
}
