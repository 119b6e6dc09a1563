using System.Diagnostics;
using System.Diagnostics.Metrics;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres;

/// <summary>The projections' metrics and traces that a store writes; see <see cref="ProjectionsDiagnostics"/>. Tags name projections and outcomes, never values.</summary>
internal sealed class PostgresRefreshMetrics
{
    private static readonly ActivitySource Source = new(ProjectionsDiagnostics.ActivitySourceName);

    private readonly Counter<long> _refreshes, _dirtyRows;
    private readonly Histogram<double> _duration, _staleness;

    internal PostgresRefreshMetrics(IMeterFactory? meterFactory)
    {
        Meter meter = meterFactory?.Create(ProjectionsDiagnostics.MeterName) ?? new Meter(ProjectionsDiagnostics.MeterName);
        _refreshes = meter.CreateCounter<long>(ProjectionsDiagnostics.Refreshes, "{refresh}");
        _dirtyRows = meter.CreateCounter<long>(ProjectionsDiagnostics.DirtyRows, "{row}");
        _duration = meter.CreateHistogram<double>(ProjectionsDiagnostics.RefreshDuration, "s");
        _staleness = meter.CreateHistogram<double>(ProjectionsDiagnostics.Staleness, "s");
    }

    /// <summary>Counts a call. Looks that find nothing to do are no activity.</summary>
    internal void Ended(string projection, string outcome, PostgresRefreshOutcome? result, DateTimeOffset began)
    {
        using Activity? activity = outcome is "refreshed" or "failed" or "shared"
            ? Source.StartActivity(ProjectionsDiagnostics.RefreshActivity, ActivityKind.Internal, Activity.Current?.Context ?? default, startTime: began) : null;
        activity?.SetTag(ProjectionsDiagnostics.ProjectionTag, projection).SetTag(ProjectionsDiagnostics.OutcomeTag, outcome).SetStatus(result is null ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
        KeyValuePair<string, object?> tag = new(ProjectionsDiagnostics.ProjectionTag, projection);
        if (_refreshes.Enabled)
            _refreshes.Add(1, tag, new KeyValuePair<string, object?>(ProjectionsDiagnostics.OutcomeTag, outcome));
        if (result is { Dirty: > 0 } && _dirtyRows.Enabled)
            _dirtyRows.Add(result.Dirty, tag);
        if (result is { Outcome: "refreshed", Duration: { } duration } && _duration.Enabled)
            _duration.Record(duration.TotalSeconds, tag);
    }

    internal void Shown(string projection, TimeSpan staleness)
    {
        if (_staleness.Enabled)
            _staleness.Record(Math.Max(0, staleness.TotalSeconds), new KeyValuePair<string, object?>(ProjectionsDiagnostics.ProjectionTag, projection));
    }
}
