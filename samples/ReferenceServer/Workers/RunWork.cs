using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Enterprise.Governance;
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
internal sealed class RunWork(IGovernance governance, RunRequests requests, Outbox outbox, RunPlanning planning, ToolBox tools, TenantSlots slots, IProjections projections)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2), LookAgain = TimeSpan.FromSeconds(30);

    private static readonly string Owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    internal async Task<RunLook> LookAsync(string runId, CancellationToken stopping)
    {
        try
        {
            RunLook look = await LookOnceAsync(runId, stopping);
            if (look is RunLook.Unknown or RunLook.Ended or RunLook.Finished)
                await outbox.RemoveAsync(runId, CancellationToken.None);
            return look;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await outbox.AddAsync(runId, TimeSpan.Zero, CancellationToken.None);
            return RunLook.HandedBack;
        }
    }

    private async Task<RunLook> LookOnceAsync(string runId, CancellationToken stopping)
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
            return await CarryOutAsync(run, request, stopping);
        }
        catch (GovernanceException e) when (!e.IsTransient && e.Code != "run_lease_lost")
        {
            // It would be the same the next time.
            await run.FailAsync($"it cannot be carried out (`{e.Code}`)", CancellationToken.None);
            return RunLook.Finished;
        }
        finally
        {
            projections.RequestRefresh();
        }
    }

    private async Task<RunLook> CarryOutAsync(GovernedRun run, RunRequest request, CancellationToken stopping)
    {
        PlanResult plan = await planning.PlanAsync(run, request, stopping);
        if (plan.RetryAfter is { } delay)
        {
            await outbox.DeferAsync(run.RunId, delay, CancellationToken.None);
            return RunLook.Limited;
        }

        if (plan.Problem is null)
            return await StepAsync(run, plan.Steps, stopping);
        await run.FailAsync(plan.Problem, CancellationToken.None);
        return RunLook.Finished;
    }

    private async Task<RunLook> StepAsync(GovernedRun run, ImmutableArray<PlannedStep> steps, CancellationToken stopping)
    {
        if (run.Record.State == RunState.WaitingApproval)
            await run.TransitionAsync(RunState.Running, stopping);
        for (int i = 0; i < steps.Length; i++)
        {
            // Between steps nothing is half done: whoever comes next goes on here.
            stopping.ThrowIfCancellationRequested();
            PlannedStep step = steps[i];
            ITool tool = tools.Find(step.Tool)!;
            ActionCall call = tools.CallOf(step, i);
            ActionOutcome<JsonElement> outcome = await run.InvokeAsync(
                call, context => new ValueTask<JsonElement>(tool.CallAsync(step.Args, new ToolCall($"{run.RunId}/{call.IdempotencyKey}", run.Scope, context.CancellationToken))), ServerJson.Default.JsonElement, CancellationToken.None);
            switch (outcome.Status)
            {
                case ActionStatus.Completed:
                    continue;
                case ActionStatus.AwaitingApproval:
                    await run.TransitionAsync(RunState.WaitingApproval, CancellationToken.None);

                    // The decision brings it back at once; should that be lost, this does.
                    await outbox.DeferAsync(run.RunId, LookAgain, CancellationToken.None);

                    // A decision from before that is not lost either.
                    if (await governance.Approvals.GetAsync(run.Scope.Tenant, outcome.ApprovalId!, CancellationToken.None) is { State: not ApprovalState.Pending })
                        await outbox.AddAsync(run.RunId, TimeSpan.Zero, CancellationToken.None);
                    return RunLook.Parked;
                case ActionStatus.RateLimited:
                case ActionStatus.InProgress:
                    await outbox.DeferAsync(run.RunId, outcome.RetryAfter ?? Soon, CancellationToken.None);
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
}
