namespace Enterprise.Governance.Projections;

/// <summary>Names of the projections' telemetry.</summary>
public static class ProjectionsDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Enterprise.Governance.Projections";

    /// <summary>Counter: pages read, in <c>{query}</c>, tagged with <see cref="ProjectionTag"/>.</summary>
    public const string Queries = "governance.projections.queries";

    /// <summary>Tag: the projection's name.</summary>
    public const string ProjectionTag = "governance.projection";
}
