using Enterprise.Governance.AspNetCore.Problems;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore.RateLimiting;

/// <summary>Counts a request once for its caller's tenant, org and user, and refuses it if a limit is reached.</summary>
internal sealed class GovernanceRateLimitingMiddleware(RequestDelegate next, GovernanceRateLimiter limiter, IOptions<GovernanceHttpOptions> options)
{
    private readonly bool _allowRequestsWithoutScope = options.Value.AllowRequestsWithoutScope;

    public async Task InvokeAsync(HttpContext context)
    {
        Endpoint? endpoint = context.GetEndpoint();
        if (!EndpointLimits.IsLimited(endpoint) || context.Features.Get<CountedRequest>() is { IsCounted: true })
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (await context.GetGovernanceScopeAsync().ConfigureAwait(false) is not { } scope)
        {
            // Nobody to count for; who may come without a name is for the host to say.
            await (_allowRequestsWithoutScope || EndpointLimits.AllowsAnonymous(endpoint) ? next(context) : NoScopeAnswer.WriteAsync(context)).ConfigureAwait(false);
            return;
        }

        CountedRequest counted = new() { Permits = EndpointLimits.PermitsOf(endpoint) };
        RateLimitDecision decision;
        try
        {
            decision = await limiter.AcquireAsync(scope, counted.Permits, context.RequestAborted).ConfigureAwait(false);
        }
        catch (GovernanceException e)
        {
            await ProblemWriter.WriteAsync(context, Failures.Describe(context, e)).ConfigureAwait(false);
            return;
        }

        if (!decision.IsAcquired)
        {
            await RateLimitAnswer.RefuseAsync(context, decision).ConfigureAwait(false);
            return;
        }

        counted.Note(decision);
        context.Features.Set(counted);
        RateLimitAnswer.SetFieldsOnStart(context, counted);
        await next(context).ConfigureAwait(false);
    }
}
