using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.Projections;
using ReferenceServer.Authentication;
using ReferenceServer.Description;
using ReferenceServer.Hosting;

namespace ReferenceServer.Status;

/// <summary>What operators ask for.</summary>
internal static class AdminEndpoints
{
    private static readonly string[] Lists = ["approvals_mv", "runs_mv"];

    internal static void MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder admin = endpoints.MapGroup("/admin").WithTags("Admin");
        admin.MapPost("/refresh-mv", RefreshAsync).RequireCapability(GovernanceCapabilities.Refresh).WithName("refreshLists").Produces<RefreshedLists>()
            .Example("""{"projections":[{"name":"approvals_mv","as_of":"2026-11-23T08:00:00Z"},{"name":"runs_mv","as_of":"2026-11-23T08:00:00Z"}]}""", StatusCodes.Status200OK);
        admin.MapGet("/system", SystemAsync).RequireCapability(ServerCapabilities.SystemRead).WithName("systemStatus").Produces<SystemView>()
            .Example("""
                {"at":"2026-11-23T08:00:00Z","projections":[{"name":"runs_mv","as_of":"2026-11-23T07:59:58Z","lag_seconds":2,"is_dirty":true}],
                "jobs":{"enqueued":0,"processing":1,"scheduled":0,"succeeded":120,"failed":0,"workers":3},"outbox":{"depth":1,"due":0,"oldest_seconds":1.5},
                "verification":{"last_at":"2026-11-23T07:59:40Z","verified":120,"changed":1,"bad":0,"findings":0,"bad_runs":[]}}
                """, StatusCodes.Status200OK);
    }

    /// <summary>Brings both lists up to date.</summary>
    internal static async Task<IResult> RefreshAsync(HttpContext context, IProjections projections)
    {
        List<RefreshedList> refreshed = [];
        foreach (string list in Lists)
        {
            ProjectionStatus status = await projections.RefreshAsync(list, context.RequestAborted);
            refreshed.Add(new RefreshedList(status.Name, status.AsOf));
        }

        return Results.Json(new RefreshedLists([.. refreshed]), ServerJson.Default.RefreshedLists);
    }

    /// <summary>Says how the whole server does.</summary>
    /// <remarks>Lists, jobs and outbox of all tenants, and the verification of the caller's tenant's chains.</remarks>
    internal static async Task<IResult> SystemAsync(HttpContext context, SystemStatus system)
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
