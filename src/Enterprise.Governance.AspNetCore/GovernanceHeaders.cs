namespace Enterprise.Governance.AspNetCore;

/// <summary>Names of the HTTP fields of governed endpoints. Those of limits are constants of <c>RateLimitHeaders</c>.</summary>
public static class GovernanceHeaders
{
    /// <summary>Of a request: the run that the action belongs to. Of an answer: the run that it belonged to.</summary>
    public const string Run = "Governance-Run";

    /// <summary>Of a request: under this key the action is carried out at most once.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Of an answer: <c>true</c> if it is the stored answer to an earlier request with the same key.</summary>
    public const string IdempotencyReplayed = "Idempotency-Replayed";
}
