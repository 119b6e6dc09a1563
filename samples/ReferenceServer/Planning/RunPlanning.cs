using System.Collections.Immutable;
using Enterprise.Governance;
using Enterprise.Governance.Policies;
using ReferenceServer.Runs;
using ReferenceServer.Tools;

namespace ReferenceServer.Planning;

/// <summary>Gets a run its steps: those it has, or a planner's, which are kept once and then decided by the policies like anybody's.</summary>
internal sealed class RunPlanning(RunRequests requests, IPlanner planner, ToolBox tools)
{
    private const int MaxSteps = 100;

    internal async Task<PlanResult> PlanAsync(GovernedRun run, RunRequest request, CancellationToken stopping)
    {
        if (request.Plan is { } known && run.Record.State is RunState.Running or RunState.WaitingApproval)
            return new PlanResult(known);
        await run.TransitionAsync(RunState.Planning, stopping);
        PlanResult plan = request.Plan is { } given ? new PlanResult(given) : await planner.PlanAsync(request, run, stopping);
        if (plan.Problem is not null || plan.RetryAfter is not null)
            return plan;
        if (plan.Steps.Length is 0 or > MaxSteps)
            return PlanResult.Failed($"the plan has {plan.Steps.Length} steps; it may have 1 to {MaxSteps}");
        ImmutableArray<PlannedStep> steps = await requests.KeepPlanAsync(run.RunId, plan.Steps, stopping);
        if (await DecideAsync(run, steps, stopping) is { } problem)
            return PlanResult.Failed(problem);
        await run.TransitionAsync(RunState.Running, stopping);
        return new PlanResult(steps);
    }

    /// <summary>Asks the policies first: what a plan wanted is in the chain also when no tool could have done it.</summary>
    private async Task<string?> DecideAsync(GovernedRun run, ImmutableArray<PlannedStep> steps, CancellationToken stopping)
    {
        ImmutableArray<PlanStep> decided;
        try
        {
            decided = await run.PlanAsync([.. steps.Select(tools.CallOf)], stopping);
        }
        catch (ArgumentException)
        {
            return "a step's action, tool or arguments are not of a form that can be recorded";
        }

        return decided.FirstOrDefault(static step => step.Decision.Effect == PolicyEffect.Deny) is { } denied
            ? $"the plan is denied at `{denied.Call.Action}`: {denied.Decision.DenyReason ?? "by policy"}"
            : steps.Select(tools.ProblemOf).FirstOrDefault(static problem => problem is not null);
    }
}
