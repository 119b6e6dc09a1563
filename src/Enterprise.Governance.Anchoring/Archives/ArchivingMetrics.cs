using System.Diagnostics.Metrics;

namespace Enterprise.Governance.Anchoring.Archives;

/// <summary>The archiver's instruments. What only would be archived is not counted.</summary>
internal sealed class ArchivingMetrics
{
    private readonly TimeProvider _time;
    private readonly Counter<long> _runs;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _skipped;
    private readonly Histogram<double> _duration;

    internal ArchivingMetrics(IMeterFactory? factory, TimeProvider time)
    {
        _time = time;
        Meter meter = factory?.Create(AnchoringDiagnostics.MeterName) ?? new Meter(AnchoringDiagnostics.MeterName);
        _runs = meter.CreateCounter<long>(AnchoringDiagnostics.ArchivedRuns, "{run}");
        _bytes = meter.CreateCounter<long>(AnchoringDiagnostics.ArchivedBytes, "By");
        _skipped = meter.CreateCounter<long>(AnchoringDiagnostics.ArchiveSkippedRuns, "{run}");
        _duration = meter.CreateHistogram<double>(AnchoringDiagnostics.ArchiveDuration, "s");
    }

    internal long Begin() => _time.GetTimestamp();

    internal void Ended(ArchiveResult result, long begun)
    {
        if (result.Outcome == ArchiveOutcome.Skipped)
        {
            _skipped.Add(1, new KeyValuePair<string, object?>(AnchoringDiagnostics.CodeTag, result.Code));
            return;
        }

        _runs.Add(1);
        _bytes.Add(result.Bytes);
        _duration.Record(_time.GetElapsedTime(begun).TotalSeconds);
    }
}
