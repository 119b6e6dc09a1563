using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ReferenceServer.Authentication;

/// <summary>Authenticates by the session cookie; see <see cref="CsrfProtection"/> for what unsafe requests need besides.</summary>
internal sealed class SessionHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionStore sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "session", Cookie = "governance_session";

    /// <summary>Names the session in the principal, by the digest of its token: enough to look whether it still lives, and no key to anything.</summary>
    internal const string DigestClaim = "session_sha256";

    /// <summary>Gets the session that the request came with, once it is authenticated.</summary>
    internal static Session? Of(HttpContext context) => context.Items[typeof(Session)] as Session;

    internal static void SetCookie(HttpContext context, Session session) => context.Response.Cookies.Append(Cookie, session.Token, CookieOf(context, session.ExpiresAt));

    internal static void DeleteCookie(HttpContext context) => context.Response.Cookies.Delete(Cookie, CookieOf(context, null));

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Cookies.TryGetValue(Cookie, out string? token))
            return AuthenticateResult.NoResult();
        if (await sessions.FindAsync(token, Context.RequestAborted) is not { } session)
            return AuthenticateResult.Fail("the session has ended");
        Context.Items[typeof(Session)] = session;
        ClaimsPrincipal principal = UserDirectory.PrincipalOf(session.User, SchemeName);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(DigestClaim, SessionStore.DigestOf(token)));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    private static CookieOptions CookieOf(HttpContext context, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}
