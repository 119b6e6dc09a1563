using System.ComponentModel;
using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;
using Microsoft.AspNetCore.Mvc;
using ReferenceServer.Authentication;
using ReferenceServer.Description;
using ReferenceServer.Hosting;

namespace ReferenceServer.Runs;

/// <summary>Runs over HTTP. Everything is the caller's tenant's; another tenant's run is answered like one that does not exist.</summary>
internal static class RunEndpoints
{
    private const int DefaultLimit = 50, MaxLimit = 200;
    private const string Absent = "There is no such run in the caller's tenant.", Left = "The run was archived; `bundle_sha256` names the bundle that has its events.", Id = "\"019ab0c4-6f1d-7c55-9d0e-1f2a3b4c5d6e\"";
    private const string Shown = $$$"""
        {"run_id":{{{Id}}},"tenant":"acme","org":"support","user":"ann","state":"running","title":"Move a booking","tags":["vip"],"created_at":"2026-11-23T08:00:00Z","updated_at":"2026-11-23T08:00:01Z",
        "usage":{"llm_calls":0,"tool_calls":1,"cost_units":25,"tokens":0}}
        """;

    internal static void MapRuns(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder runs = endpoints.MapGroup("/runs").WithTags("Runs");
        runs.MapPost("", RunCommands.SubmitAsync).RequireCapability(ServerCapabilities.RunsSubmit).WithName("submitRun").Produces<RunReference>(StatusCodes.Status202Accepted)
            .Example("""{"message":"email bob@corp.example: Your booking | We have moved it to Friday.","title":"Move a booking","tags":["vip"]}""").Example($$"""{"run_id":{{Id}}}""", StatusCodes.Status202Accepted)
            .Refuses(StatusCodes.Status400BadRequest, "A field is wrong; `errors` names it.").Refuses(StatusCodes.Status422UnprocessableEntity, "The `Idempotency-Key` came with another request before.");
        runs.MapGet("", ListAsync).RequireCapability(ServerCapabilities.RunsRead).WithName("listRuns").Produces<RunList>().Refuses(StatusCodes.Status400BadRequest, "A query value is wrong.")
            .Example($$"""{"as_of":"2026-11-23T08:00:02Z","runs":[{"run_id":{{Id}},"user":"ann","state":"completed","title":"Move a booking","tags":["vip"],"budget":{"cost_units":25},"last_seq":9,"created_at":"2026-11-23T08:00:00.000Z","updated_at":"2026-11-23T08:00:01.500Z"}]}""", StatusCodes.Status200OK);
        runs.MapGet("/{run_id}", GetAsync).RequireCapability(ServerCapabilities.RunsRead).WithName("getRun").Produces<RunView>().Example(Shown, StatusCodes.Status200OK).Refuses(StatusCodes.Status404NotFound, Absent);
        runs.MapPatch("/{run_id}", RunCommands.UpdateAsync).RequireCapability(ServerCapabilities.RunsSubmit).WithName("updateRun").Produces<RunView>()
            .Example("""{"title":"Move the booking of Ms Smith","tags":["vip","travel"]}""").Example(Shown, StatusCodes.Status200OK)
            .Refuses(StatusCodes.Status400BadRequest, "A field is wrong; `errors` names it.").Refuses(StatusCodes.Status404NotFound, Absent);
        runs.MapPost("/{run_id}/cancel", RunCommands.CancelAsync).RequireCapability(ServerCapabilities.RunsSubmit).WithName("cancelRun").Produces(StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status404NotFound, Absent).Refuses(StatusCodes.Status409Conflict, "The run has ended.");
        runs.MapGet("/{run_id}/events", EventsAsync).RequireCapability(ServerCapabilities.RunsRead).WithName("listEvents").Produces<EventList>()
            .Example("""{"events":[{"seq":1,"ts":"2026-11-23T08:00:00.123456Z","type":"run.started","hash":"9f2c…","data":{"tenant":"acme","user":"ann"}}]}""", StatusCodes.Status200OK)
            .Refuses(StatusCodes.Status400BadRequest, "A query value is wrong.").Refuses(StatusCodes.Status404NotFound, Absent).Refuses(StatusCodes.Status410Gone, Left);
        runs.MapGet("/{run_id}/subscribe", SubscribeAsync).RequireCapability(ServerCapabilities.RunsRead).WithName("followRun").Produces<string>(StatusCodes.Status200OK, "text/event-stream").Produces(StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status404NotFound, Absent).Refuses(StatusCodes.Status410Gone, Left);
    }

    /// <summary>Lists the tenant's runs, newest first.</summary>
    /// <param name="state">Only those in this state.</param>
    /// <param name="tag">Only those with this label.</param>
    /// <param name="text">Only those whose title has this text.</param>
    /// <param name="cursor">The <c>next</c> of the page before.</param>
    /// <param name="limit">How many; 1 to 200.</param>
    internal static async Task<IResult> ListAsync(HttpContext context, IProjections projections, string? state = null, string? tag = null, string? text = null, string? cursor = null, int limit = DefaultLimit)
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

    /// <summary>Shows a run and what it has used.</summary>
    internal static async Task<IResult> GetAsync([FromRoute(Name = "run_id"), Description("The run.")] string runId, HttpContext context, RunLookup runs)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindAsync(scope, runId, context.RequestAborted) is { } run)
            return Results.Json(RunView.Of(run.Record, await run.GetUsageAsync(context.RequestAborted)), ServerJson.Default.RunView);

        // Accepted a moment ago, and not yet begun.
        return await runs.FindRequestAsync(scope, runId, context.RequestAborted) is { } request ? Results.Json(RunView.Of(request), ServerJson.Default.RunView) : NotFound();
    }

    /// <summary>Lists the events of a run's chain, in order.</summary>
    /// <param name="after">Only events after this position.</param>
    /// <param name="limit">How many; 1 to 200.</param>
    internal static async Task<IResult> EventsAsync(
        [FromRoute(Name = "run_id"), Description("The run.")] string runId, HttpContext context, RunLookup runs, RunArchive archive, ILedger ledger, long after = 0, int limit = DefaultLimit)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindScopeAsync(scope, runId, context.RequestAborted) is null)
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

        if (events.Count == 0 && await archive.FindAsync(runId, context.RequestAborted) is { } bundle)
            return Gone(bundle);
        return Results.Json(new EventList([.. events]), ServerJson.Default.EventList);
    }

    /// <summary>Follows a run's chain as server-sent events.</summary>
    /// <remarks>From the start or from <c>Last-Event-ID</c> on, until the run ends; the run need not have begun. A <c>ping</c> opens the stream and comes when nothing happens. <c>archived</c> ends it if the events leave meanwhile. 204 for whoever has seen the end: it stops a browser from asking again.</remarks>
    internal static async Task<IResult> SubscribeAsync(
        [FromRoute(Name = "run_id"), Description("The run.")] string runId, HttpContext context, RunLookup runs, RunArchive archive, RunFeed feed,
        [FromHeader(Name = "Last-Event-ID"), Description("The id of the last event that was seen.")] string? lastEventId = null)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindScopeAsync(scope, runId, context.RequestAborted) is null)
            return NotFound();
        if (await archive.FindAsync(runId, context.RequestAborted) is { } bundle)
            return Gone(bundle);
        if (long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out long after) && await feed.IsOverAsync(runId, after, context.RequestAborted))
            return Results.NoContent();
        return TypedResults.ServerSentEvents(feed.FollowAsync(runId, after, context.RequestAborted));
    }

    private static IResult Gone(string bundle) => Results.Problem(
        title: "The run was archived.", statusCode: StatusCodes.Status410Gone, type: GovernanceProblemTypes.RunArchived, extensions: new Dictionary<string, object?> { ["bundle_sha256"] = bundle });

    internal static IResult NotFound() => Results.Problem(title: "There is no such run", statusCode: 404, type: GovernanceProblemTypes.NotFound);
}
