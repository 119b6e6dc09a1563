using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ReferenceServer.Authentication;

/// <summary>Authenticates by the session cookie; see <see cref="CsrfProtection"/> for what unsafe requests need besides.</summary>
internal sealed class SessionHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionStore sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "session", Cookie = "governance_session";

    /// <summary>Gets the session that the request came with, once it is authenticated.</summary>
    internal static Session? Of(HttpContext context) => context.Items[typeof(Session)] as Session;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Cookies.TryGetValue(Cookie, out string? token))
            return AuthenticateResult.NoResult();
        if (await sessions.FindAsync(token, Context.RequestAborted) is not { } session)
            return AuthenticateResult.Fail("the session has ended");
        Context.Items[typeof(Session)] = session;
        return AuthenticateResult.Success(new AuthenticationTicket(UserDirectory.PrincipalOf(session.User, SchemeName), SchemeName));
    }
}
