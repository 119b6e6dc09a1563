using System.ComponentModel;
using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.Projections;
using Microsoft.AspNetCore.Mvc;
using ReferenceServer.Authentication;
using ReferenceServer.Hosting;

namespace ReferenceServer.Runs;

/// <summary>
/// What callers do to runs: submit, relabel, cancel. A run of one's own needs no more than submitting it did. One that was accepted and has not begun begins with the change: what happens to it is in its
/// chain then, and no relay can come in between.
/// </summary>
internal static class RunCommands
{
    /// <summary>Accepts a run.</summary>
    /// <remarks>A worker carries it out from then on, whatever happens to this process.</remarks>
    internal static async Task<IResult> SubmitAsync(
        RunSubmission submission, HttpContext context, RunRequests requests, OutboxSignal signal, [FromHeader(Name = GovernanceHeaders.IdempotencyKey), Description("Makes the request repeatable: a repeat is answered with the same run. 1 to 200 characters.")] string? key = null)
    {
        if (submission.Problems(key) is { Count: > 0 } problems)
            return Results.ValidationProblem(problems, title: "The run cannot be submitted as it is");
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        (SubmitStatus status, string runId) = await requests.SubmitAsync(submission.ToRequest(scope, key), context.RequestAborted);
        if (status == SubmitStatus.KeyReused)
            return Results.Problem(title: "The idempotency key came with another request before", statusCode: 422, type: GovernanceProblemTypes.IdempotencyKeyReused);
        signal.Raise();
        context.Response.Headers.Location = $"{context.Request.PathBase}/runs/{Uri.EscapeDataString(runId)}";
        return Results.Json(new RunReference(runId), ServerJson.Default.RunReference, statusCode: 202);
    }

    /// <summary>Changes title and tags of a run.</summary>
    /// <remarks>A JSON merge patch (RFC 7396): what is absent stays, null clears. Another's run needs <c>runs.manage</c>.</remarks>
    internal static async Task<IResult> UpdateAsync([FromRoute(Name = "run_id"), Description("The run; it may have ended, or not have begun.")] string runId, RunPatch patch, HttpContext context, RunLookup runs, RunStart start, Capabilities capabilities, IProjections projections)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindScopeAsync(scope, runId, context.RequestAborted) is not { } owner)
            return RunEndpoints.NotFound();
        if (!MayChange(context, capabilities, scope, owner))
            return CapabilityChecks.MissingCapability(ServerCapabilities.RunsManage);
        if (patch.Problems() is { Count: > 0 } problems)
            return Results.ValidationProblem(problems, title: "The run cannot be changed like that");
        if (await start.BeginAsync(runId, context.RequestAborted) is not { } run)
            return RunEndpoints.NotFound();
        await run.UpdateAsync(patch.ToUpdate(), context.RequestAborted);
        projections.RequestRefresh();
        return Results.Json(RunView.Of(run.Record, await run.GetUsageAsync(context.RequestAborted)), ServerJson.Default.RunView);
    }

    /// <summary>Cancels a run.</summary>
    /// <remarks>A step that is under way finishes. Another's run needs <c>runs.manage</c>.</remarks>
    internal static async Task<IResult> CancelAsync([FromRoute(Name = "run_id"), Description("The run; one that has not begun will do nothing.")] string runId, HttpContext context, RunLookup runs, RunStart start, Capabilities capabilities, IProjections projections)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindScopeAsync(scope, runId, context.RequestAborted) is not { } owner)
            return RunEndpoints.NotFound();
        if (!MayChange(context, capabilities, scope, owner))
            return CapabilityChecks.MissingCapability(ServerCapabilities.RunsManage);
        if (await start.BeginAsync(runId, context.RequestAborted) is not { } run)
            return RunEndpoints.NotFound();
        if (!await run.CancelAsync($"cancelled by {scope.User}", context.RequestAborted))
            return Results.Problem(title: "The run has ended", statusCode: 409, type: "urn:reference-server:run-ended");
        projections.RequestRefresh();
        return Results.NoContent();
    }

    private static bool MayChange(HttpContext context, Capabilities capabilities, GovernanceScope scope, GovernanceScope owner) =>
        owner.User == scope.User || capabilities.Has(context.User, ServerCapabilities.RunsManage);
}
