using System.Threading.RateLimiting;
using Enterprise.Governance.AspNetCore.Problems;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.AspNetCore.RateLimiting;

/// <summary>Governance's limits as a policy of ASP.NET Core's own middleware, partitioned by scope.</summary>
internal sealed class GovernanceRateLimiterPolicy(GovernanceRateLimiter limiter, IOptions<GovernanceHttpOptions> options) : IRateLimiterPolicy<ScopeKey>
{
    private readonly bool _allowRequestsWithoutScope = options.Value.AllowRequestsWithoutScope;

    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected { get; } = static (rejected, _) => new ValueTask(
        rejected.Lease.TryGetMetadata(RateLimitMetadata.Decision, out RateLimitDecision? decision) && decision is not null
            ? RateLimitAnswer.RefuseAsync(rejected.HttpContext, decision)
            : NoScopeAnswer.WriteAsync(rejected.HttpContext));

    public RateLimitPartition<ScopeKey> GetPartition(HttpContext httpContext)
    {
        Endpoint? endpoint = httpContext.GetEndpoint();
        CountedRequest? counted = httpContext.Features.Get<CountedRequest>();
        if (counted is { IsCounted: true } || !EndpointLimits.IsLimited(endpoint))
            return RateLimitPartition.GetNoLimiter(default(ScopeKey));
        if (ScopeOf(httpContext) is not { } scope)
        {
            return _allowRequestsWithoutScope || EndpointLimits.AllowsAnonymous(endpoint)
                ? RateLimitPartition.GetNoLimiter(default(ScopeKey))
                : RateLimitPartition.Get(new ScopeKey(null, null, string.Empty), static _ => new NobodyLimiter());
        }

        // The middleware asks twice, first without waiting: both times in the flow of this call.
        if (counted is null)
        {
            httpContext.Features.Set(counted = new CountedRequest { Permits = EndpointLimits.PermitsOf(endpoint) });
            RateLimitAnswer.SetFieldsOnStart(httpContext, counted);
        }

        RequestLimiter.Enter(counted);
        return RateLimitPartition.Get(ScopeKey.Of(scope), _ => (RateLimiter)new RequestLimiter(limiter.CreateLimiter(scope)));
    }

    private static GovernanceScope? ScopeOf(HttpContext context)
    {
        ValueTask<GovernanceScope?> scope = context.GetGovernanceScopeAsync();
        if (scope.IsCompleted)
            return scope.GetAwaiter().GetResult();

        // Partitions are chosen without waiting. Somebody must observe what becomes of the answer.
        _ = scope.AsTask().ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new InvalidOperationException("The scope resolver does not answer at once, and partitions are chosen without waiting: call app.UseGovernanceScope() before app.UseRateLimiter().");
    }
}
