namespace Enterprise.Governance.Projections;

/// <summary>Names of the projections' telemetry.</summary>
public static class ProjectionsDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Enterprise.Governance.Projections";

    /// <summary>Counter: pages read, in <c>{query}</c>, tagged with <see cref="ProjectionTag"/>.</summary>
    public const string Queries = "governance.projections.queries";

    /// <summary>The name of the activity source; a refresh is an activity named <see cref="RefreshActivity"/>.</summary>
    public const string ActivitySourceName = MeterName;

    /// <summary>Activity: one refresh, tagged with <see cref="ProjectionTag"/> and <see cref="OutcomeTag"/>.</summary>
    public const string RefreshActivity = "governance.projections.refresh";

    /// <summary>Counter: refreshes asked for, in <c>{refresh}</c>, tagged with <see cref="ProjectionTag"/> and <see cref="OutcomeTag"/>.</summary>
    public const string Refreshes = "governance.projections.refreshes";

    /// <summary>Histogram: how long refreshes that had work took in the database, in <c>s</c>, tagged with <see cref="ProjectionTag"/>.</summary>
    public const string RefreshDuration = "governance.projections.refresh.duration";

    /// <summary>Counter: notes of changed rows that refreshes have taken in, in <c>{row}</c>, tagged with <see cref="ProjectionTag"/>.</summary>
    public const string DirtyRows = "governance.projections.dirty_rows";

    /// <summary>Histogram: how old what a page shows is, now − <c>as_of</c>, in <c>s</c>, tagged with <see cref="ProjectionTag"/>.</summary>
    public const string Staleness = "governance.projections.staleness";

    /// <summary>Tag: <c>refreshed</c>, <c>clean</c> (nothing had changed), <c>shared</c> (another one's answered it), <c>held_back</c> (duty cycle), <c>busy</c> or <c>failed</c>.</summary>
    public const string OutcomeTag = "governance.outcome";

    /// <summary>Tag: the projection's name.</summary>
    public const string ProjectionTag = "governance.projection";
}
