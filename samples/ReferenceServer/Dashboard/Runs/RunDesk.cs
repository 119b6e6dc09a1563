using System.Runtime.CompilerServices;
using System.Text.Json;
using Enterprise.Governance;
using Enterprise.Governance.AspNetCore;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;
using ReferenceServer.Authentication;
using ReferenceServer.Dashboard.Sessions;
using ReferenceServer.Hosting;
using ReferenceServer.Runs;

namespace ReferenceServer.Dashboard.Runs;

/// <summary>The runs of the operator's tenant. Another tenant's run is like one that does not exist.</summary>
internal sealed class RunDesk(Operator who, RunLookup runs, RunStart start, IProjections projections, ICostLimitSource limits, ILedger ledger, RunFeed feed, RunRequests requests, OutboxSignal signal)
{
    internal const int MaxTitle = 200;

    private const int PageSize = 25;

    internal async Task<RunListPage> ListAsync(RunFilter filter, string? cursor, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.RequireAsync(ServerCapabilities.RunsRead, cancellationToken);
        List<ProjectionFilter> filters = [new("tenant", ProjectionOperator.Equal, scope.Tenant)];
        if (filter.State is not null)
            filters.Add(new("state", ProjectionOperator.Equal, filter.State));
        if (filter.Tag is not null)
            filters.Add(new("tags", ProjectionOperator.HasElement, filter.Tag));
        if (filter.Text is not null)
            filters.Add(new("title", ProjectionOperator.Contains, filter.Text));
        if (filter.IsMine)
            filters.Add(new("user", ProjectionOperator.Equal, scope.User));
        ProjectionPage page = await projections.QueryAsync(new ProjectionQuery("runs_mv") { Filters = [.. filters], OrderBy = "created_at", Descending = true, Limit = PageSize, After = cursor }, cancellationToken);
        CostLimits budget = (await limits.GetAsync(scope.Tenant, cancellationToken)).Limits;
        return new RunListPage(page.AsOf, [.. Enumerable.Range(0, page.Rows.Length).Select(i => RunListItem.Of(page, i, budget))], page.Next);
    }

    /// <summary>Reads a run, also one that was accepted a moment ago and has not begun.</summary>
    internal async Task<RunSheet?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.RequireAsync(ServerCapabilities.RunsRead, cancellationToken);
        CostLimits budget = (await limits.GetAsync(scope.Tenant, cancellationToken)).Limits;
        if (await runs.FindAsync(scope, runId, cancellationToken) is { } run)
        {
            return new RunSheet(
                runId, run.Record.Title, run.Record.State.ToStoredName(), run.Scope.User, run.Scope.Org, run.Record.Tags, BudgetLine.Of(await run.GetUsageAsync(cancellationToken), budget),
                run.Record.CreatedAt, run.Record.UpdatedAt, await IsManageableAsync(scope, run.Scope));
        }

        return await runs.FindRequestAsync(scope, runId, cancellationToken) is { } request
            ? new RunSheet(runId, request.Title, RunState.Submitted.ToStoredName(), request.Scope.User, request.Scope.Org, request.Tags, BudgetLine.Of(RunUsage.None, budget), null, null, await IsManageableAsync(scope, request.Scope))
            : null;
    }

    /// <summary>Follows a run's chain until the run ends.</summary>
    internal async IAsyncEnumerable<EventView> FollowAsync(string runId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindAsync(runId, cancellationToken) is null)
            yield break;
        await foreach (System.Net.ServerSentEvents.SseItem<string> item in feed.FollowAsync(runId, after, cancellationToken))
        {
            if (item.Data.Length > 0)
                yield return JsonSerializer.Deserialize(item.Data, ServerJson.Default.EventView)!;
        }
    }

    /// <summary>Submits a run.</summary>
    /// <param name="submission">The run; it is sound.</param>
    /// <param name="key">The same for each attempt of one dialog, so that a second click submits nothing more.</param>
    /// <param name="cancellationToken">Before it is stored: nothing is submitted.</param>
    internal async Task<string> SubmitAsync(RunSubmission submission, string key, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.ActAsync(ServerCapabilities.RunsSubmit, cancellationToken);
        (SubmitStatus status, string runId) = await requests.SubmitAsync(submission.ToRequest(scope, key), cancellationToken);
        if (status == SubmitStatus.KeyReused)
            throw new RefusedException("Another text was submitted from this dialog before. Close it and open it again.");
        signal.Raise();
        return runId;
    }

    internal async Task CancelAsync(string runId, CancellationToken cancellationToken)
    {
        (GovernanceScope scope, GovernedRun run) = await RequireManageableAsync(runId, cancellationToken);
        if (!await run.CancelAsync($"cancelled by {scope.User}", cancellationToken))
            throw new RefusedException("The run has ended already.");
        projections.RequestRefresh();
    }

    internal async Task RenameAsync(string runId, string title, CancellationToken cancellationToken)
    {
        string trimmed = title.Trim();
        if (trimmed.Length is 0 or > MaxTitle)
            throw new RefusedException($"A title has 1 to {MaxTitle} characters.");
        (_, GovernedRun run) = await RequireManageableAsync(runId, cancellationToken);
        await run.UpdateAsync(new RunUpdate { Title = trimmed }, cancellationToken);
        projections.RequestRefresh();
    }

    internal async Task<VerifyReport?> VerifyAsync(string runId, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.ActAsync(GovernanceCapabilities.Verify, cancellationToken);
        return await runs.FindAsync(scope, runId, cancellationToken) is not null ? await ledger.VerifyAsync(runId, new VerifyOptions { Strict = true }, cancellationToken) : null;
    }

    private async Task<(GovernanceScope Scope, GovernedRun Run)> RequireManageableAsync(string runId, CancellationToken cancellationToken)
    {
        GovernanceScope scope = await who.ActAsync(ServerCapabilities.RunsRead, cancellationToken);
        return await runs.FindScopeAsync(scope, runId, cancellationToken) is { } owner && await IsManageableAsync(scope, owner) && await start.BeginAsync(runId, cancellationToken) is { } run
            ? (scope, run)
            : throw new RefusedException("You may change your own runs, and those of others with `runs.manage`.");
    }

    /// <summary>One's own with the right to submit, everybody's with the right to manage.</summary>
    private async Task<bool> IsManageableAsync(GovernanceScope scope, GovernanceScope run) =>
        await who.MayAsync(ServerCapabilities.RunsManage) || (run.User == scope.User && await who.MayAsync(ServerCapabilities.RunsSubmit));
}
