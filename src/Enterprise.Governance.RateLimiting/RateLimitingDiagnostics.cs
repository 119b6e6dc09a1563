namespace Enterprise.Governance.RateLimiting;

/// <summary>Names of the limiter's telemetry. No tenant, org or user is ever a tag.</summary>
public static class RateLimitingDiagnostics
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Enterprise.Governance.RateLimiting";

    /// <summary>Counter of requests, in <c>{request}</c>, by <see cref="OutcomeTag"/>, <see cref="OriginTag"/> and, for refusals, <see cref="KindTag"/>.</summary>
    public const string Requests = "governance.rate_limit.requests";

    /// <summary>Counter of failed calls of the store, in <c>{failure}</c>.</summary>
    public const string StoreFailures = "governance.rate_limit.store_failures";

    /// <summary>Tag: <c>acquired</c> or <c>refused</c>.</summary>
    public const string OutcomeTag = "governance.rate_limit.outcome";

    /// <summary>Tag: who decided, <c>unlimited</c>, <c>store</c>, <c>leased</c>, <c>spent</c>, <c>local_fallback</c> or <c>store_failure</c>.</summary>
    public const string OriginTag = "governance.rate_limit.origin";

    /// <summary>Tag: the kind of the first key that refused, <c>tenant</c>, <c>org</c> or <c>user</c>.</summary>
    public const string KindTag = "governance.rate_limit.kind";
}
