namespace Enterprise.Governance.RateLimiting;

/// <summary>What the limiter does while its store fails.</summary>
public enum RateLimitStoreFailure
{
    /// <summary>Counts in this process, against its share of each limit.</summary>
    LocalFallback,

    /// <summary>Refuses every limited request.</summary>
    Deny,

    /// <summary>Admits every request, except for keys with a limit of 0.</summary>
    Allow,
}
