using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.Projections;
using ReferenceServer.Authentication;
using ReferenceServer.Hosting;

namespace ReferenceServer.Runs;

/// <summary>What callers do to runs: submit, relabel, cancel. A run of one's own needs no more than submitting it did.</summary>
internal static class RunCommands
{
    internal static async Task<IResult> SubmitAsync(RunSubmission submission, HttpContext context, RunRequests requests, OutboxSignal signal)
    {
        string? key = context.Request.Headers[GovernanceHeaders.IdempotencyKey];
        if (submission.Problems(key) is { Count: > 0 } problems)
            return Results.ValidationProblem(problems, title: "The run cannot be submitted as it is");
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        (SubmitStatus status, string runId) = await requests.SubmitAsync(submission.ToRequest(scope, key), context.RequestAborted);
        if (status == SubmitStatus.KeyReused)
            return Results.Problem(title: "The idempotency key came with another request before", statusCode: 422, type: GovernanceProblemTypes.IdempotencyKeyReused);
        signal.Raise();
        context.Response.Headers.Location = $"/runs/{Uri.EscapeDataString(runId)}";
        return Results.Json(new RunReference(runId), ServerJson.Default.RunReference, statusCode: 202);
    }

    internal static async Task<IResult> UpdateAsync(string runId, RunPatch patch, HttpContext context, RunLookup runs, Capabilities capabilities, IProjections projections)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindToChangeAsync(scope, runId, context.RequestAborted) is not { } run)
            return RunEndpoints.NotFound();
        if (!MayChange(context, capabilities, scope, run))
            return CapabilityChecks.MissingCapability(ServerCapabilities.RunsManage);
        if (patch.Problems() is { Count: > 0 } problems)
            return Results.ValidationProblem(problems, title: "The run cannot be changed like that");
        await run.UpdateAsync(patch.ToUpdate(), context.RequestAborted);
        projections.RequestRefresh();
        return Results.Json(RunView.Of(run.Record, await run.GetUsageAsync(context.RequestAborted)), ServerJson.Default.RunView);
    }

    internal static async Task<IResult> CancelAsync(string runId, HttpContext context, RunLookup runs, Capabilities capabilities, IProjections projections)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (await runs.FindToChangeAsync(scope, runId, context.RequestAborted) is not { } run)
            return RunEndpoints.NotFound();
        if (!MayChange(context, capabilities, scope, run))
            return CapabilityChecks.MissingCapability(ServerCapabilities.RunsManage);
        if (!await run.CancelAsync($"cancelled by {scope.User}", context.RequestAborted))
            return Results.Problem(title: "The run has ended", statusCode: 409, type: "urn:reference-server:run-ended");
        projections.RequestRefresh();
        return Results.NoContent();
    }

    private static bool MayChange(HttpContext context, Capabilities capabilities, GovernanceScope scope, GovernedRun run) =>
        run.Scope.User == scope.User || capabilities.Has(context.User, ServerCapabilities.RunsManage);
}
