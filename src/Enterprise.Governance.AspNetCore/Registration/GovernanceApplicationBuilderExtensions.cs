using Enterprise.Governance.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts governance into the request pipeline.</summary>
public static class GovernanceApplicationBuilderExtensions
{
    /// <summary>Counts every request once for its caller's tenant, org and user, and answers 429 when a limit is reached. Place it after routing, authentication and authorization.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    /// <remarks>
    /// Success and denial carry <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers). Requests without a scope are answered 401 or 403 unless the endpoint allows anonymous
    /// callers or <c>GovernanceHttpOptions.AllowRequestsWithoutScope</c> is set.
    /// </remarks>
    public static IApplicationBuilder UseGovernanceRateLimiting(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.UseMiddleware<GovernanceRateLimitingMiddleware>();
    }

    /// <summary>Resolves the caller's scope here. Needed only before <c>UseRateLimiter()</c>, and only with a scope resolver that has to wait for something.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static IApplicationBuilder UseGovernanceScope(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Use(static async (context, next) =>
        {
            await context.GetGovernanceScopeAsync().ConfigureAwait(false);
            await next(context).ConfigureAwait(false);
        });
    }
}
