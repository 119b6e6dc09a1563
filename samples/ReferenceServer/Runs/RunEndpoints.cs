using System.Globalization;
using System.Text.Json;
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
        runs.MapPost("", SubmitAsync).RequireCapability(ServerCapabilities.RunsSubmit);
        runs.MapGet("", ListAsync).RequireCapability(ServerCapabilities.RunsRead);
        runs.MapGet("/{runId}", GetAsync).RequireCapability(ServerCapabilities.RunsRead);
        runs.MapPost("/{runId}/cancel", CancelAsync).RequireCapability(ServerCapabilities.RunsSubmit);
        runs.MapGet("/{runId}/events", EventsAsync).RequireCapability(ServerCapabilities.RunsRead);
        runs.MapGet("/{runId}/subscribe", SubscribeAsync).RequireCapability(ServerCapabilities.RunsRead);
    }

    private static async Task<IResult> SubmitAsync(RunSubmission submission, HttpContext context, RunRequests requests, OutboxSignal signal)
    {
        string? key = context.Request.Headers[GovernanceHeaders.IdempotencyKey];
        if (submission.Problems(key) is { Count: > 0 } problems)
            return Results.ValidationProblem(problems, title: "The run cannot be submitted as it is");
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        (SubmitStatus status, string runId) = await requests.SubmitAsync(submission.ToRequest(scope, key), context.RequestAborted);
        if (status == SubmitStatus.KeyReused)
            return Results.Problem(title: "The idempotency key came with another request before", statusCode: 422, type: GovernanceProblemTypes.IdempotencyKeyReused);
        signal.Raise();
        return new Accepted(runId, Results.Json(new RunReference(runId), ServerJson.Default.RunReference, statusCode: 202));
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

    private static async Task<IResult> GetAsync(string runId, HttpContext context, IGovernance governance, RunRequests requests)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await FindAsync(governance, scope, runId, context) is { } run)
            return Results.Json(RunView.Of(run.Record, await run.GetUsageAsync(context.RequestAborted)), ServerJson.Default.RunView);

        // Accepted a moment ago, and not yet begun.
        return GovernanceIdentifier.IsValid(runId, out _) && await requests.FindAsync(runId, context.RequestAborted) is { } request && request.Scope.Tenant == scope.Tenant
            ? Results.Json(RunView.Of(request), ServerJson.Default.RunView)
            : NotFound();
    }

    private static async Task<IResult> CancelAsync(string runId, HttpContext context, IGovernance governance)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await FindAsync(governance, scope, runId, context) is not { } run)
            return NotFound();
        if (!await run.CancelAsync($"cancelled by {scope.User}", context.RequestAborted))
            return Results.Problem(title: "The run has ended", statusCode: 409, type: "urn:reference-server:run-ended");
        return Results.NoContent();
    }

    private static async Task<IResult> EventsAsync(string runId, HttpContext context, IGovernance governance, ILedger ledger, long after = 0, int limit = DefaultLimit)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await FindAsync(governance, scope, runId, context) is null)
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

    private static async Task<IResult> SubscribeAsync(string runId, HttpContext context, IGovernance governance, RunFeed feed)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await FindAsync(governance, scope, runId, context) is null)
            return NotFound();
        _ = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out long after);
        return TypedResults.ServerSentEvents(feed.FollowAsync(runId, after, context.RequestAborted));
    }

    private static async Task<GovernedRun?> FindAsync(IGovernance governance, GovernanceScope scope, string runId, HttpContext context) =>
        GovernanceIdentifier.IsValid(runId, out _) && await governance.GetRunAsync(runId, context.RequestAborted) is { } run && run.Scope.Tenant == scope.Tenant ? run : null;

    private static IResult NotFound() => Results.Problem(title: "There is no such run", statusCode: 404, type: GovernanceProblemTypes.NotFound);

    private sealed class Accepted(string runId, IResult answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.Location = $"{httpContext.Request.PathBase}/runs/{Uri.EscapeDataString(runId)}";
            return answer.ExecuteAsync(httpContext);
        }
    }
}
