using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.Projections;
using ReferenceServer.Authentication;
using ReferenceServer.Hosting;

namespace ReferenceServer.Status;

/// <summary>What operators ask for.</summary>
internal static class AdminEndpoints
{
    private static readonly string[] Lists = ["approvals_mv", "runs_mv"];

    internal static void MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder admin = endpoints.MapGroup("/admin");
        admin.MapPost("/refresh-mv", RefreshAsync).RequireCapability(GovernanceCapabilities.Refresh);
        admin.MapGet("/system", SystemAsync).RequireCapability(ServerCapabilities.SystemRead);
    }

    private static async Task<IResult> RefreshAsync(HttpContext context, IProjections projections)
    {
        List<RefreshedList> refreshed = [];
        foreach (string list in Lists)
        {
            ProjectionStatus status = await projections.RefreshAsync(list, context.RequestAborted);
            refreshed.Add(new RefreshedList(status.Name, status.AsOf));
        }

        return Results.Json(new RefreshedLists([.. refreshed]), ServerJson.Default.RefreshedLists);
    }

    private static async Task<IResult> SystemAsync(HttpContext context, SystemStatus system)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        return Results.Json(await system.GetAsync(scope.Tenant, context.RequestAborted), ServerJson.Default.SystemView);
    }
}

/// <summary>The lists after a refresh.</summary>
/// <param name="Projections">Each of them.</param>
internal sealed record RefreshedLists(RefreshedList[] Projections);

/// <summary>A list after a refresh.</summary>
/// <param name="Name">Its name.</param>
/// <param name="AsOf">The moment that it shows.</param>
internal sealed record RefreshedList(string Name, DateTimeOffset AsOf);
