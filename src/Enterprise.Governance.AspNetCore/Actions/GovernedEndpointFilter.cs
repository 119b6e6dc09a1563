using System.Runtime.ExceptionServices;
using Enterprise.Governance.AspNetCore.Problems;
using Enterprise.Governance.AspNetCore.RateLimiting;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>Carries one endpoint's requests out as governed actions.</summary>
internal sealed class GovernedEndpointFilter(GovernedAction action, EndpointSignature signature, EndpointFilterDelegate next)
{
    internal async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context)
    {
        HttpContext http = context.HttpContext;
        if (await http.GetGovernanceScopeAsync().ConfigureAwait(false) is not { } scope)
            return new AnswerResult(NoScopeAnswer.WriteAsync);

        // The framework could not bind the arguments, and would not call the handler either.
        if (http.Response.StatusCode == StatusCodes.Status400BadRequest)
            return new ProblemResult(GovernanceProblems.Invalid("the arguments do not fit the endpoint"));
        if (!TryReadKey(http, out string? key))
            return new ProblemResult(GovernanceProblems.Invalid("the header `Idempotency-Key` must come once, with 1 to 200 characters and no control characters"));
        (ReadOnlyMemory<byte> args, string? problem) = EndpointArguments.Write(context, signature);
        if (problem is not null)
            return new ProblemResult(GovernanceProblems.Invalid(problem));
        object answer;
        try
        {
            answer = await CarryOutAsync(context, scope, action.Call(args, key)).ConfigureAwait(false);
        }
        catch (IdempotencyKeyReusedException)
        {
            return new ProblemResult(ActionProblems.KeyReused);
        }
        catch (GovernanceException e) when (e.Code == "unknown_tenant")
        {
            return new ProblemResult(ActionProblems.UnknownTenant);
        }
        catch (GovernanceException e)
        {
            return new ProblemResult(Failures.Describe(http, e));
        }

        // The outcome is stored; the exception is the host's to handle, as if the handler had not been governed.
        if (answer is ExceptionDispatchInfo failure)
            failure.Throw();
        return answer;
    }

    private async ValueTask<object> CarryOutAsync(EndpointFilterInvocationContext context, GovernanceScope scope, ActionCall call)
    {
        HttpContext http = context.HttpContext;
        IGovernance governance = http.RequestServices.GetRequiredService<IGovernance>();
        string? named = RequestRuns.NameOf(http);

        // A request that is sure to be refused, and replays nothing, needs no run of its own.
        if (named is null && call.IdempotencyKey is null && http.RequestServices.GetRequiredService<GovernanceRateLimiter>().AttemptAcquire(scope, permits: 0) is { Origin: RateLimitOrigin.Spent, RetryAfter: not null } spent)
            return Refuse(http, spent);
        (RequestRun? run, Problem? problem) = named is null
            ? await RequestRuns.StartAsync(governance, http, scope, call.IdempotencyKey, http.RequestAborted).ConfigureAwait(false)
            : await RequestRuns.FindAsync(governance, named, scope, http.RequestAborted).ConfigureAwait(false);
        if (run is null)
            return new ProblemResult(problem!);

        http.Response.Headers[GovernanceHeaders.Run] = run.Run.RunId;
        ActionOutcome<StoredResponse> outcome = await run.Run.InvokeAsync(
            call, _ => ResponseCapture.RunAsync(context, next), StoredResponseJson.Default.StoredResponse, http.RequestAborted).ConfigureAwait(false);
        await run.EndAsync(http, outcome.Status, outcome.Code).ConfigureAwait(false);
        return await OutcomeAnswers.CreateAsync(http, scope, run.Run.RunId, outcome).ConfigureAwait(false);
    }

    internal static IResult Refuse(HttpContext context, RateLimitDecision decision)
    {
        // What the middleware found when it admitted this request is not how the limits stand now.
        context.Features.Get<CountedRequest>()?.Note(decision);
        return new AnswerResult(http => RateLimitAnswer.RefuseAsync(http, decision));
    }

    private static bool TryReadKey(HttpContext context, out string? key)
    {
        key = null;
        if (!context.Request.Headers.TryGetValue(GovernanceHeaders.IdempotencyKey, out StringValues values))
            return true;
        key = values.Count == 1 ? values[0] : null;
        return GovernanceIdentifier.IsValid(key, out _);
    }
}
