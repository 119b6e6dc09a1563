using Microsoft.AspNetCore.Antiforgery;
using ReferenceServer.Authentication;

namespace ReferenceServer.Dashboard.Sessions;

/// <summary>The end of a session, as a form posts it.</summary>
internal static class SignOut
{
    internal static void MapSignOut(this IEndpointRouteBuilder endpoints) => endpoints.MapPost("/signout", EndAsync).AllowAnonymous().WithoutCsrf().ExcludeFromDescription().WithMetadata(new DashboardPart());

    private static async Task<IResult> EndAsync(HttpContext context, IAntiforgery antiforgery, SessionStore sessions)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.Problem(title: "The form is not of this session", detail: "go back, reload the page, and sign out again", statusCode: 400, type: "urn:reference-server:csrf");
        if (SessionHandler.Of(context) is { } session)
            await sessions.CloseAsync(session.Token, context.RequestAborted);
        SessionHandler.DeleteCookie(context);
        return Results.Redirect("/signin");
    }
}
