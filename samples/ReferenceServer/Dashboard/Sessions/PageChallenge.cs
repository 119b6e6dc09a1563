using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Components.Endpoints;

namespace ReferenceServer.Dashboard.Sessions;

/// <summary>Leads whoever opens a page without a session to the sign-in, and back afterwards. The API goes on answering 401.</summary>
internal sealed class PageChallenge : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Challenged || context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
            return _default.HandleAsync(next, context, policy, authorizeResult);
        context.Response.Redirect(ReturnAddress.SignIn(context.Request.Path + context.Request.QueryString));
        return Task.CompletedTask;
    }
}
