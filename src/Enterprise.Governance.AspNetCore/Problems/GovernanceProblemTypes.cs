namespace Enterprise.Governance.AspNetCore;

/// <summary>The types of the problems (RFC 9457) that governance answers with. Those of rate limits are registered names of the IETF draft; see also <c>RateLimitHeaders.QuotaExceededProblemType</c>.</summary>
public static class GovernanceProblemTypes
{
    /// <summary>401: the caller is not authenticated.</summary>
    public const string Unauthenticated = Prefix + "unauthenticated";

    /// <summary>403: the caller is authenticated but has no scope; <c>missing_claims</c> names what is missing.</summary>
    public const string NoScope = Prefix + "no-scope";

    /// <summary>403: no role of the caller has the <c>capability</c>.</summary>
    public const string MissingCapability = Prefix + "missing-capability";

    /// <summary>403: the run acts with a role that the caller does not have (any more).</summary>
    public const string RunNotPermitted = Prefix + "run-not-permitted";

    /// <summary>403: the action was denied; <c>code</c>, <c>reason</c>, <c>policy_ids</c> and <c>run_id</c> tell more.</summary>
    public const string ActionDenied = Prefix + "action-denied";

    /// <summary>403: the action would exceed a <c>budget</c>.</summary>
    public const string BudgetExceeded = Prefix + "budget-exceeded";

    /// <summary>403: the requester cannot decide their own approval.</summary>
    public const string RequesterCannotApprove = Prefix + "requester-cannot-approve";

    /// <summary>404: there is no such thing in the caller's tenant.</summary>
    public const string NotFound = Prefix + "not-found";

    /// <summary>409: the same action is being carried out.</summary>
    public const string ActionInProgress = Prefix + "action-in-progress";

    /// <summary>409: the action was cut in the middle; nobody knows whether it took effect.</summary>
    public const string ActionInDoubt = Prefix + "action-in-doubt";

    /// <summary>409: the approval was decided before, has expired, or its run has ended; <c>state</c> says how it stands.</summary>
    public const string ApprovalNotPending = Prefix + "approval-not-pending";

    /// <summary>409: the run is in no checkpoint yet, so there is no evidence of it; it may be later.</summary>
    public const string RunNotAnchored = Prefix + "run-not-anchored";

    /// <summary>409: the run does not verify, so there is no evidence of it; its report tells more.</summary>
    public const string RunTampered = Prefix + "run-tampered";

    /// <summary>410: the run was archived; its events are in the bundle that was made then, of which <c>bundle_sha256</c>, if it is there, is the SHA-256.</summary>
    public const string RunArchived = Prefix + "run-archived";

    /// <summary>410: the action was carried out before; what it answered is not kept.</summary>
    public const string ReplayUnavailable = Prefix + "replay-unavailable";

    /// <summary>400, 413 or 415: the request cannot be read; <c>detail</c> says why.</summary>
    public const string InvalidRequest = Prefix + "invalid-request";

    /// <summary>422: the idempotency key was used for another request.</summary>
    public const string IdempotencyKeyReused = Prefix + "idempotency-key-reused";

    /// <summary>500: the action failed when it was carried out before; only replays are answered so.</summary>
    public const string ActionFailed = Prefix + "action-failed";

    /// <summary>500 or, if another attempt may succeed, 503: governance itself failed; <c>code</c> is that of the exception.</summary>
    public const string GovernanceFailed = Prefix + "governance-failed";

    /// <summary>503: the rate limiter's store is down and the host admits nothing then; a type of the IETF draft.</summary>
    public const string TemporaryReducedCapacity = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    private const string Prefix = "urn:enterprise-governance:problem:";
}
