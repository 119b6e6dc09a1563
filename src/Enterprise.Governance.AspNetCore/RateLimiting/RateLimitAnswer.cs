using Enterprise.Governance.AspNetCore.Problems;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore.RateLimiting;

/// <summary>Writes the fields of draft-ietf-httpapi-ratelimit-headers, and the answer to a request that the limits refuse.</summary>
internal static class RateLimitAnswer
{
    /// <summary>Sets the fields just before the answer begins, whoever writes it.</summary>
    internal static void SetFieldsOnStart(HttpContext context, CountedRequest counted) => context.Response.OnStarting(
        static state =>
        {
            (HttpContext context, CountedRequest counted) = ((HttpContext, CountedRequest))state;
            if (counted.Decision is { } decision)
                SetFields(context.Response, decision);
            return Task.CompletedTask;
        },
        (context, counted));

    internal static Task RefuseAsync(HttpContext context, RateLimitDecision decision)
    {
        SetFields(context.Response, decision);
        if (RateLimitHeaders.RetryAfter(decision) is { } retryAfter)
            context.Response.Headers[RateLimitHeaders.RetryAfterField] = retryAfter;
        return ProblemWriter.WriteAsync(context, Describe(decision));
    }

    internal static void SetFields(HttpResponse response, RateLimitDecision decision)
    {
        if (RateLimitHeaders.Policy(decision) is { } policy)
            response.Headers[RateLimitHeaders.PolicyField] = policy;
        if (RateLimitHeaders.State(decision) is { } state)
            response.Headers[RateLimitHeaders.StateField] = state;
    }

    private static Problem Describe(RateLimitDecision decision)
    {
        if (decision.Origin == RateLimitOrigin.StoreFailure && decision.RefusedKey is null)
        {
            // Nobody could count: every limit of the caller is out of service.
            return new Problem(GovernanceProblemTypes.TemporaryReducedCapacity, StatusCodes.Status503ServiceUnavailable, "Request cannot be satisfied due to temporary server capacity constraints")
            {
                Extensions = writer => JsonAnswer.WriteStrings(writer, RateLimitHeaders.ViolatedPoliciesMember, decision.Keys.Select(static key => key.KindName)),
            };
        }

        return QuotaExceeded(RateLimitHeaders.ViolatedPolicies(decision));
    }

    internal static Problem QuotaExceeded(IEnumerable<string> violated) =>
        new(RateLimitHeaders.QuotaExceededProblemType, StatusCodes.Status429TooManyRequests, "Request cannot be satisfied as assigned quota has been exceeded")
        {
            Extensions = writer => JsonAnswer.WriteStrings(writer, RateLimitHeaders.ViolatedPoliciesMember, violated),
        };
}
