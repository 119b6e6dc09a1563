namespace Enterprise.Governance.Anchoring;

/// <summary>Names of the anchoring's telemetry.</summary>
public static class AnchoringDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Enterprise.Governance.Anchoring";

    /// <summary>The name of the activity source; a round of the anchorer is an activity named <see cref="RoundActivity"/>.</summary>
    public const string ActivitySourceName = MeterName;

    /// <summary>Activity: one round, tagged with <see cref="OutcomeTag"/>.</summary>
    public const string RoundActivity = "governance.anchoring.round";

    /// <summary>Counter: rounds, in <c>{round}</c>, tagged with <see cref="OutcomeTag"/>.</summary>
    public const string Rounds = "governance.anchoring.rounds";

    /// <summary>Counter: leaves appended, in <c>{leaf}</c>.</summary>
    public const string Leaves = "governance.anchoring.leaves";

    /// <summary>Counter: events verified and covered by new leaves, in <c>{event}</c>.</summary>
    public const string Events = "governance.anchoring.events";

    /// <summary>Counter: runs that were not anchored since they do not verify, in <c>{run}</c>, once a round.</summary>
    public const string RefusedRuns = "governance.anchoring.refused_runs";

    /// <summary>Counter: checkpoints that a sink did not take, in <c>{checkpoint}</c>, tagged with <see cref="SinkTag"/>.</summary>
    public const string SinkFailures = "governance.anchoring.sink_failures";

    /// <summary>Counter: runs that were archived, in <c>{run}</c>.</summary>
    public const string ArchivedRuns = "governance.anchoring.archive.runs";

    /// <summary>Counter: bytes of the bundles that took their place, in <c>By</c>.</summary>
    public const string ArchivedBytes = "governance.anchoring.archive.bytes";

    /// <summary>Counter: runs that were to be archived and stay, in <c>{run}</c>, tagged with <see cref="CodeTag"/>, once a call.</summary>
    public const string ArchiveSkippedRuns = "governance.anchoring.archive.skipped_runs";

    /// <summary>Histogram: how long archiving one run took, from the first look until its events had left, in <c>s</c>.</summary>
    public const string ArchiveDuration = "governance.anchoring.archive.duration";

    /// <summary>Tag: <c>anchored</c>, <c>unchanged</c>, <c>busy</c> (another process does the work) or <c>failed</c>.</summary>
    public const string OutcomeTag = "governance.outcome";

    /// <summary>Tag: the name of a sink.</summary>
    public const string SinkTag = "governance.anchoring.sink";

    /// <summary>Tag: why a run stays, a code of <see cref="ArchiveResult.Code"/>.</summary>
    public const string CodeTag = "governance.anchoring.code";
}
