using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;
using ReferenceServer.Authentication;
using ReferenceServer.Hosting;

namespace ReferenceServer.Runs;

/// <summary>Runs over HTTP. Everything is the caller's tenant's; another tenant's run is answered like one that does not exist.</summary>
internal static class RunEndpoints
{
    private const int DefaultLimit = 50, MaxLimit = 200;

    internal static void MapRuns(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder runs = endpoints.MapGroup("/runs");
        runs.MapPost("", RunCommands.SubmitAsync).RequireCapability(ServerCapabilities.RunsSubmit);
        runs.MapGet("", ListAsync).RequireCapability(ServerCapabilities.RunsRead);
        runs.MapGet("/{runId}", GetAsync).RequireCapability(ServerCapabilities.RunsRead);
        runs.MapPatch("/{runId}", RunCommands.UpdateAsync).RequireCapability(ServerCapabilities.RunsSubmit);
        runs.MapPost("/{runId}/cancel", RunCommands.CancelAsync).RequireCapability(ServerCapabilities.RunsSubmit);
        runs.MapGet("/{runId}/events", EventsAsync).RequireCapability(ServerCapabilities.RunsRead);
        runs.MapGet("/{runId}/subscribe", SubscribeAsync).RequireCapability(ServerCapabilities.RunsRead);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IProjections projections, string? state = null, string? tag = null, string? text = null, string? cursor = null, int limit = DefaultLimit)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (limit is < 1 or > MaxLimit)
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["limit"] = [$"must be from 1 to {MaxLimit}"] });
        List<ProjectionFilter> filters = [new("tenant", ProjectionOperator.Equal, scope.Tenant)];
        if (state is not null)
            filters.Add(new("state", ProjectionOperator.Equal, state));
        if (tag is not null)
            filters.Add(new("tags", ProjectionOperator.HasElement, tag));
        if (text is not null)
            filters.Add(new("title", ProjectionOperator.Contains, text));
        try
        {
            ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("runs_mv") { Filters = [.. filters], OrderBy = "created_at", Descending = true, Limit = limit, After = cursor }, context.RequestAborted);
            return Results.Json(RunList.Of(page), ServerJson.Default.RunList);
        }
        catch (ArgumentException)
        {
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["cursor"] = ["is none that a list has given"] });
        }
    }

    private static async Task<IResult> GetAsync(string runId, HttpContext context, RunLookup runs)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindAsync(scope, runId, context.RequestAborted) is { } run)
            return Results.Json(RunView.Of(run.Record, await run.GetUsageAsync(context.RequestAborted)), ServerJson.Default.RunView);

        // Accepted a moment ago, and not yet begun.
        return await runs.FindRequestAsync(scope, runId, context.RequestAborted) is { } request ? Results.Json(RunView.Of(request), ServerJson.Default.RunView) : NotFound();
    }

    private static async Task<IResult> EventsAsync(string runId, HttpContext context, RunLookup runs, ILedger ledger, long after = 0, int limit = DefaultLimit)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindAsync(scope, runId, context.RequestAborted) is null && await runs.FindRequestAsync(scope, runId, context.RequestAborted) is null)
            return NotFound();
        if (limit is < 1 or > MaxLimit || after < 0)
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["limit"] = [$"must be from 1 to {MaxLimit}, and `after` not negative"] });
        List<EventView> events = [];
        await foreach (StoredEvent row in ledger.ReadAsync(runId, after + 1, context.RequestAborted))
        {
            if (events.Count == limit)
                break;
            events.Add(EventView.Of(row));
        }

        return Results.Json(new EventList([.. events]), ServerJson.Default.EventList);
    }

    private static async Task<IResult> SubscribeAsync(string runId, HttpContext context, RunLookup runs, RunFeed feed)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindAsync(scope, runId, context.RequestAborted) is null && await runs.FindRequestAsync(scope, runId, context.RequestAborted) is null)
            return NotFound();
        _ = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out long after);
        return TypedResults.ServerSentEvents(feed.FollowAsync(runId, after, context.RequestAborted));
    }

    internal static IResult NotFound() => Results.Problem(title: "There is no such run", statusCode: 404, type: GovernanceProblemTypes.NotFound);
}
