using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Problems;

/// <summary>Answers a request whose caller has no scope: 401 if they are not authenticated, else 403 with the names of what is missing.</summary>
internal static class NoScopeAnswer
{
    internal static async Task WriteAsync(HttpContext context)
    {
        if (context.User.Identities.Any(static identity => identity.IsAuthenticated))
        {
            IReadOnlyList<string> missing = context.RequestServices.GetRequiredService<IGovernanceScopeResolver>().FindMissing(context);
            await ProblemWriter.WriteAsync(context, new Problem(GovernanceProblemTypes.NoScope, StatusCodes.Status403Forbidden, "The caller lacks claims that governance needs.")
            {
                Extensions = writer => JsonAnswer.WriteStrings(writer, "missing_claims", missing),
            }).ConfigureAwait(false);
            return;
        }

        // The host's own scheme says how to authenticate (WWW-Authenticate), or sends a browser to its login page.
        if (context.RequestServices.GetService<IAuthenticationSchemeProvider>() is { } schemes && await schemes.GetDefaultChallengeSchemeAsync().ConfigureAwait(false) is { } scheme)
        {
            await context.ChallengeAsync(scheme.Name).ConfigureAwait(false);
            if (context.Response.HasStarted || context.Response.StatusCode != StatusCodes.Status401Unauthorized)
                return;
        }

        await ProblemWriter.WriteAsync(
            context, new Problem(GovernanceProblemTypes.Unauthenticated, StatusCodes.Status401Unauthorized, "The caller is not authenticated.")).ConfigureAwait(false);
    }
}
