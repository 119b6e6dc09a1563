using System.Runtime.ExceptionServices;
using Enterprise.Governance.AspNetCore.Endpoints;
using Enterprise.Governance.AspNetCore.Problems;
using Enterprise.Governance.AspNetCore.RateLimiting;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>Turns the outcome of an action into an answer.</summary>
internal static class OutcomeAnswers
{
    /// <summary>Returns the answer; or the exception of the handler, for the host.</summary>
    internal static async ValueTask<object> CreateAsync(HttpContext http, GovernanceScope scope, string runId, ActionOutcome<StoredResponse> outcome)
    {
        if (outcome.IsReplay)
            http.Response.Headers[GovernanceHeaders.IdempotencyReplayed] = "true";
        switch (outcome.Status)
        {
            case ActionStatus.Completed when outcome.Value is { } stored:
                return new StoredResponseResult(stored);
            case ActionStatus.AwaitingApproval:
                return new AnswerResult(context => WaitAsync(context, runId, outcome.ApprovalId!));
            case ActionStatus.RateLimited:
                return await RefuseAsync(http, scope, outcome.RetryAfter).ConfigureAwait(false);
            case ActionStatus.Failed when outcome.Exception is { } exception:
                return ExceptionDispatchInfo.Capture(exception);
            default:
                return new ProblemResult(ActionProblems.Of(outcome, runId, Failures.RetryAfter(http)));
        }
    }

    private static Task WaitAsync(HttpContext context, string runId, string approvalId)
    {
        // There is a place to look only if the host has mapped it.
        LinkGenerator links = context.RequestServices.GetRequiredService<LinkGenerator>();
        if (links.GetPathByName(context, GovernanceRoutes.Approval, new RouteValueDictionary { ["approval_id"] = approvalId }) is { } location)
            context.Response.Headers.Location = location;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return JsonAnswer.WriteAsync(context.Response, JsonAnswer.ContentType, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("run_id", runId);
            writer.WriteString("approval_id", approvalId);
            writer.WriteString("status", "awaiting_approval");
            writer.WriteEndObject();
        });
    }

    /// <summary>Asks how the limits stand, which counts nothing: the outcome says only that one refused.</summary>
    private static async ValueTask<IResult> RefuseAsync(HttpContext http, GovernanceScope scope, TimeSpan? retryAfter)
    {
        GovernanceRateLimiter limiter = http.RequestServices.GetRequiredService<GovernanceRateLimiter>();
        RateLimitDecision decision = await limiter.AcquireAsync(scope, permits: 0, http.RequestAborted).ConfigureAwait(false);
        return decision.IsAcquired
            ? new ProblemResult(RateLimitAnswer.QuotaExceeded([]) with { RetryAfter = retryAfter })
            : GovernedEndpointFilter.Refuse(http, decision);
    }
}
