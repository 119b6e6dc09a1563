using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Npgsql;
using ReferenceServer.Authentication;

namespace ReferenceServer.Dashboard.Sessions;

/// <summary>Looks after each circuit's session: once it is revoked or over, the circuit is nobody's, and its pages lead to the sign-in.</summary>
internal sealed class SessionStateProvider(ILoggerFactory loggerFactory, SessionStore sessions) : RevalidatingServerAuthenticationStateProvider(loggerFactory)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(10);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return authenticationState.User.FindFirst(SessionHandler.DigestClaim) is { Value: var digest } && await sessions.FindUserAsync(digest, cancellationToken) is not null;
        }
        catch (NpgsqlException)
        {
            // Without the database nothing can be read or done, and nobody needs to sign in again when it is back.
            return true;
        }
    }
}
