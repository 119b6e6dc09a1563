namespace Enterprise.Governance;

/// <summary>Names of the telemetry of the stores, whatever their database. No tag carries a tenant, a run, a statement or a value.</summary>
/// <remarks>The drivers have telemetry of their own: <c>Npgsql.OpenTelemetry</c> shows every statement.</remarks>
public static class StoreDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Enterprise.Governance.Stores";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = MeterName;

    /// <summary>Activity: one shared transaction of the group commit, linked to the activities of those who wait for it. Tagged with <see cref="SystemTag"/>, <see cref="SizeTag"/> and <see cref="ErrorTag"/>.</summary>
    public const string CommitActivity = "governance.store.commit";

    /// <summary>
    /// Histogram: how long a store's exchange with its database took, waiting for a connection included, in <c>s</c>, tagged with <see cref="SystemTag"/>,
    /// <see cref="OperationTag"/> and, if it failed, <see cref="ErrorTag"/>.
    /// </summary>
    public const string OperationDuration = "governance.store.operation.duration";

    /// <summary>Histogram: how many units of work a group commit wrote, or how many requests of a tenant the limiter sent together, in <c>{unit}</c>, tagged with <see cref="SystemTag"/> and <see cref="OperationTag"/>.</summary>
    public const string BatchSize = "governance.store.batch.size";

    /// <summary>Counter: units of work put off because another transaction held their run, in <c>{unit}</c>, tagged with <see cref="SystemTag"/>.</summary>
    public const string UnitsHeld = "governance.store.units_held";

    /// <summary>Tag: <c>postgresql</c> or <c>sqlite</c>, as in OpenTelemetry's conventions for databases.</summary>
    public const string SystemTag = "db.system.name";

    /// <summary>Tag: <c>commit</c> (the group commit), <c>limit</c> (the limiter's call), <c>write</c> or <c>read</c>.</summary>
    public const string OperationTag = "governance.store.operation";

    /// <summary>Tag: the code of the <see cref="GovernanceException"/>, as <c>store_busy</c>.</summary>
    public const string ErrorTag = "error.type";

    /// <summary>Tag of <see cref="CommitActivity"/>: the number of units.</summary>
    public const string SizeTag = "db.operation.batch.size";
}
