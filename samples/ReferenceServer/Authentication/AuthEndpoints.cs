using System.Globalization;
using Enterprise.Governance.RateLimiting;
using ReferenceServer.Description;

namespace ReferenceServer.Authentication;

/// <summary>Login by API key, logout, and who one is.</summary>
internal static class AuthEndpoints
{
    private const string Ann = """ "tenant":"acme","org":"support","user":"ann","roles":["support_agent"] """;

    internal static void MapAuth(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder auth = endpoints.MapGroup("/auth").WithTags("Authentication");
        auth.MapPost("/login", LoginAsync).AllowAnonymous().WithoutCsrf().WithName("login").Produces<Identity>()
            .Example("""{"api_key":"the key that your administrator gave you"}""").Example($$"""{{{Ann}},"csrf_token":"4f1c…"}""", StatusCodes.Status200OK)
            .Refuses(StatusCodes.Status400BadRequest, "The body is wrong.").Refuses(StatusCodes.Status401Unauthorized, "Nobody has this key.");
        auth.MapPost("/logout", LogoutAsync).AllowAnonymous().WithName("logout").Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status403Forbidden, "The CSRF token is missing.");
        auth.MapGet("/me", Me).RequireAuthorization().WithName("whoAmI").Produces<Identity>().Example($$"""{{{Ann}},"csrf_token":"4f1c…"}""", StatusCodes.Status200OK);
    }

    /// <summary>Opens a session.</summary>
    /// <remarks>Sets a cookie, and answers the CSRF token to send with everything that is not a GET. A session that the caller had ends.</remarks>
    internal static async Task<IResult> LoginAsync(LoginRequest request, HttpContext context, UserDirectory users, SessionStore sessions, LoginLimit limit)
    {
        UserEntry? user = request.ApiKey is { Length: > 0 and <= 500 } key ? users.Find(key) : null;
        if (await limit.CountAsync(context.Connection.RemoteIpAddress, user, context.RequestAborted) is { } wait)
        {
            context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return Results.Problem(title: "Too many attempts to log in", statusCode: 429, type: RateLimitHeaders.QuotaExceededProblemType);
        }

        if (user is null)
            return Results.Problem(title: "The API key is not known", detail: "ask your administrator for one", statusCode: 401, type: "urn:reference-server:unknown-key");
        Session session = await sessions.OpenAsync(user, context.Request.Cookies[SessionHandler.Cookie], context.RequestAborted);
        SessionHandler.SetCookie(context, session);
        return Results.Json(Show(session.User, session.CsrfToken), Hosting.ServerJson.Default.Identity);
    }

    /// <summary>Ends the session.</summary>
    /// <remarks>In every process. Whoever has none is where they want to be.</remarks>
    internal static async Task<IResult> LogoutAsync(HttpContext context, SessionStore sessions)
    {
        if (SessionHandler.Of(context) is { } session)
            await sessions.CloseAsync(session.Token, context.RequestAborted);
        SessionHandler.DeleteCookie(context);
        return Results.NoContent();
    }

    /// <summary>Says who one is.</summary>
    internal static IResult Me(HttpContext context)
    {
        UserEntry user = new()
        {
            Tenant = context.User.FindFirst(UserDirectory.TenantClaim)?.Value ?? "",
            Org = context.User.FindFirst(UserDirectory.OrgClaim)?.Value,
            User = context.User.FindFirst(UserDirectory.UserClaim)?.Value ?? "",
            Roles = [.. context.User.FindAll(UserDirectory.RoleClaim).Select(static claim => claim.Value)],
        };
        return Results.Json(Show(user, SessionHandler.Of(context)?.CsrfToken), Hosting.ServerJson.Default.Identity);
    }

    private static Identity Show(UserEntry user, string? csrfToken) => new(user.Tenant, user.Org, user.User, [.. user.Roles], csrfToken);
}

/// <summary>The body of a login.</summary>
/// <param name="ApiKey">The key.</param>
internal sealed record LoginRequest(string? ApiKey);

/// <summary>Who a caller is.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Org">The org.</param>
/// <param name="User">The user.</param>
/// <param name="Roles">The roles.</param>
/// <param name="CsrfToken">For callers with a cookie: what to send in <c>X-CSRF-Token</c>.</param>
internal sealed record Identity(string Tenant, string? Org, string User, string[] Roles, string? CsrfToken);
