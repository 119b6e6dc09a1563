using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Enterprise.Governance;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using ReferenceServer.Hosting;
using ReferenceServer.Planning;
using ReferenceServer.Runs;
using ReferenceServer.Tools;

namespace ReferenceServer.Workers;

/// <summary>
/// Carries out a run, from wherever it stands. Any number of workers may try at the same time, any number of times: one has the lease, and each step has a key, so
/// that what is done stays done and is not done again.
/// </summary>
internal sealed class RunWork(IGovernance governance, RunRequests requests, Outbox outbox, IPlanner planner, ToolBox tools, TenantSlots slots, IProjections projections)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2), LookAgain = TimeSpan.FromSeconds(30);

    private static readonly string Owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    internal async Task<RunLook> LookAsync(string runId, CancellationToken stopping)
    {
        if (await requests.FindAsync(runId, stopping) is not { } request)
            return RunLook.Unknown;
        await using TenantSlot? slot = await slots.TryTakeAsync(request.Scope.Tenant, stopping);
        await using GovernedRun? run = slot is null ? null : await governance.AcquireRunAsync(runId, Owner, stopping);
        if (run is null)
        {
            if (await governance.GetRunAsync(runId, stopping) is { Record.State: var state } && state.IsFinal())
                return RunLook.Ended;
            await outbox.AddAsync(runId, Soon, stopping);
            return RunLook.Busy;
        }

        if (run.Record.State.IsFinal())
            return RunLook.Ended;
        try
        {
            return await PlanAsync(run, request, stopping) is { } steps ? await StepAsync(run, steps, stopping) : RunLook.Finished;
        }
        finally
        {
            projections.RequestRefresh();
        }
    }

    /// <summary>Makes the steps, or ends the run if there can be none.</summary>
    private async Task<ImmutableArray<PlannedStep>?> PlanAsync(GovernedRun run, RunRequest request, CancellationToken stopping)
    {
        if (request.Plan is { } known && run.Record.State is RunState.Running or RunState.WaitingApproval)
            return request.Plan;
        await run.TransitionAsync(RunState.Planning, stopping);
        PlanResult plan = request.Plan is { } given ? new PlanResult(given) : await planner.PlanAsync(request, run, stopping);
        string? problem = plan.Problem ?? plan.Steps.Select(step => tools.Find(step.Tool) is null ? $"there is no tool `{step.Tool}`; known are {string.Join(", ", tools.Names.Select(static name => $"`{name}`"))}" : null).FirstOrDefault(static text => text is not null);
        if (problem is null)
        {
            ImmutableArray<PlannedStep> steps = await requests.KeepPlanAsync(run.RunId, plan.Steps, stopping);
            ImmutableArray<PlanStep> decided = await run.PlanAsync([.. steps.Select(CallOf)], stopping);
            PlanStep? denied = decided.FirstOrDefault(static step => step.Decision.Effect == PolicyEffect.Deny);
            if (denied is null)
            {
                await run.TransitionAsync(RunState.Running, stopping);
                return steps;
            }

            problem = $"the plan is denied at `{denied.Call.Action}`: {denied.Decision.DenyReason ?? "by policy"}";
        }

        await run.FailAsync(problem, CancellationToken.None);
        return null;
    }

    private async Task<RunLook> StepAsync(GovernedRun run, ImmutableArray<PlannedStep> steps, CancellationToken stopping)
    {
        if (run.Record.State == RunState.WaitingApproval)
            await run.TransitionAsync(RunState.Running, stopping);
        for (int i = 0; i < steps.Length; i++)
        {
            // Between steps nothing is half done: whoever comes next goes on here.
            if (stopping.IsCancellationRequested)
            {
                await outbox.AddAsync(run.RunId, TimeSpan.Zero, CancellationToken.None);
                return RunLook.HandedBack;
            }

            PlannedStep step = steps[i];
            ITool tool = tools.Find(step.Tool)!;
            ActionOutcome<JsonElement> outcome = await run.InvokeAsync(
                CallOf(step, i), context => new ValueTask<JsonElement>(tool.CallAsync(step.Args, run.Scope, context)), ServerJson.Default.JsonElement, CancellationToken.None);
            switch (outcome.Status)
            {
                case ActionStatus.Completed:
                    continue;
                case ActionStatus.AwaitingApproval:
                    await run.TransitionAsync(RunState.WaitingApproval, CancellationToken.None);

                    // The decision brings it back at once; should that be lost, this does.
                    await outbox.AddAsync(run.RunId, LookAgain, CancellationToken.None);
                    return RunLook.Parked;
                case ActionStatus.RateLimited:
                case ActionStatus.InProgress:
                    await outbox.AddAsync(run.RunId, outcome.RetryAfter ?? Soon, CancellationToken.None);
                    return RunLook.Limited;
                default:
                    await run.FailAsync($"step {i + 1}, `{step.Action}`: {Why(outcome)}", CancellationToken.None);
                    return RunLook.Finished;
            }
        }

        await run.CompleteAsync(CancellationToken.None);
        return RunLook.Finished;
    }

    private static string Why(ActionOutcome<JsonElement> outcome) => outcome switch
    {
        { Exception: ToolException e } => e.Message,
        { Status: ActionStatus.Denied } => outcome.Reason ?? "denied by policy",
        { Status: ActionStatus.BudgetExceeded } => outcome.Reason ?? "the budget is spent",
        { Status: ActionStatus.InDoubt } => "nobody can tell whether it was done",
        _ => outcome.Reason ?? "the tool failed",
    };

    private ActionCall CallOf(PlannedStep step, int i) => new(step.Action, step.Tool, Encoding.UTF8.GetBytes(step.Args.GetRawText()), string.Create(CultureInfo.InvariantCulture, $"step-{i + 1}"))
    {
        IsIdempotent = tools.Find(step.Tool)?.IsIdempotent == true,
    };
}
