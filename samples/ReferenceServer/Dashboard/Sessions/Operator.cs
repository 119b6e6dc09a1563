using System.Security.Claims;
using Enterprise.Governance;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Components.Authorization;
using ReferenceServer.Authentication;

namespace ReferenceServer.Dashboard.Sessions;

/// <summary>Who sits before the page. All that the dashboard reads or does is asked for here first, so tenant, user and rights come from the session alone, as it stands at that moment.</summary>
internal sealed class Operator(AuthenticationStateProvider authentication, SessionStore sessions, Capabilities capabilities, GovernanceRateLimiter limiter)
{
    /// <summary>Tells whether to offer something. Doing it asks again.</summary>
    internal async Task<bool> MayAsync(string capability) => capabilities.Has((await authentication.GetAuthenticationStateAsync()).User, capability);

    /// <summary>Returns for whom to read.</summary>
    /// <exception cref="RefusedException">The session has ended, or lacks the right.</exception>
    internal async Task<GovernanceScope> RequireAsync(string capability, CancellationToken cancellationToken)
    {
        ClaimsPrincipal principal = (await authentication.GetAuthenticationStateAsync()).User;
        if (principal.FindFirst(SessionHandler.DigestClaim) is not { Value: var digest } || await sessions.FindUserAsync(digest, cancellationToken) is not { } user)
            throw new RefusedException("Your session has ended. Sign in again.");
        if (!capabilities.Has(UserDirectory.PrincipalOf(user, SessionHandler.SchemeName), capability))
            throw new RefusedException($"Your roles do not include `{capability}`. Ask an administrator for it.");
        return new GovernanceScope(user.Tenant, user.Org, user.User, [.. user.Roles]);
    }

    /// <summary>Returns for whom to act, and counts the act like a request.</summary>
    /// <exception cref="RefusedException">The session has ended, lacks the right, or has met a limit.</exception>
    internal async Task<GovernanceScope> ActAsync(string capability, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await RequireAsync(capability, cancellationToken);
        RateLimitDecision decision = await limiter.AcquireAsync(scope, cancellationToken: cancellationToken);
        if (decision.IsAcquired)
            return scope;
        string limit = decision.RefusedKey is { } key ? $"The limit of {key.Limit} requests in {key.WindowSeconds} s for {key.Name} is reached." : "Requests cannot be counted at the moment.";
        throw new RefusedException(decision.RetryAfter is { } delay ? $"{limit} Try again in {Math.Ceiling(delay.TotalSeconds)} s." : limit);
    }
}
