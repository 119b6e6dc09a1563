namespace Enterprise.Governance.Ledger;

/// <summary>Names of the ledger's telemetry. No tag carries a run, a tenant or a payload.</summary>
public static class LedgerDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Enterprise.Governance.Ledger";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Enterprise.Governance.Ledger";

    /// <summary>The activity of one append.</summary>
    public const string AppendActivity = "governance.ledger.append";

    /// <summary>Counter: events appended, in <c>{event}</c>.</summary>
    public const string EventsAppended = "governance.ledger.events";

    /// <summary>Counter: runs verified, in <c>{run}</c>, tagged with <see cref="StatusTag"/>.</summary>
    public const string RunsVerified = "governance.ledger.verified_runs";

    /// <summary>Counter: findings of verification, in <c>{finding}</c>.</summary>
    public const string Findings = "governance.ledger.findings";

    /// <summary>Counter: personal values erased through <see cref="ILedger.EraseAsync"/>, in <c>{value}</c>.</summary>
    public const string ValuesErased = "governance.ledger.values_erased";

    /// <summary>Counter: attempts to get newer audit keys after the start, in <c>{refresh}</c>, tagged with <see cref="OutcomeTag"/>: <c>renewed</c>, <c>unchanged</c> or <c>failed</c>.</summary>
    public const string KeyRefreshes = "governance.ledger.key_refreshes";

    /// <summary>Histogram: how long a scheduled verification of all chains took, in seconds, tagged with <see cref="OutcomeTag"/>: <c>sound</c>, <c>findings</c> or <c>failed</c>.</summary>
    public const string VerificationDuration = "governance.ledger.verification.duration";

    /// <summary>Gauge: when the last complete verification ended that this process knows of, in seconds since 1970; absent before the first.</summary>
    public const string VerificationCompleted = "governance.ledger.verification.completed";

    /// <summary>Tag: what came of an attempt.</summary>
    public const string OutcomeTag = "governance.outcome";

    /// <summary>Tag: the status of a verified run.</summary>
    public const string StatusTag = "governance.ledger.status";
}
