using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Governance;
using Quickstart.Airline;

namespace Quickstart.Replay;

/// <summary>Replays trajectories as governed runs. Keeps nothing of a parked run but its place in the tally.</summary>
internal sealed class Replayer(IGovernance governance, AirlineDesk airline, ICollection<double> actionMilliseconds)
{
    private const string Tool = "airline:desk";
    private const string Model = "gpt-4o";

    /// <summary>Starts a run, or goes on with a parked one, until it ends or parks.</summary>
    internal async Task ReplayAsync(Trajectory trajectory, GovernanceScope scope, RunTally tally)
    {
        await using GovernedRun run = tally.RunId is null
            ? await governance.StartRunAsync(scope, new RunOptions { Title = trajectory.Name, Tags = ["tau-bench", "airline"] })
            : await governance.AcquireRunAsync(tally.RunId, $"quickstart-{Environment.ProcessId}")
                ?? throw new InvalidOperationException($"the run {tally.RunId} is gone");
        tally.Resumed |= tally.RunId is not null;
        tally.RunId = run.RunId;
        tally.State = await StepsAsync(run, trajectory, tally);
        tally.CostUnits = (await run.GetUsageAsync()).CostUnits;
    }

    private async Task<RunState> StepsAsync(GovernedRun run, Trajectory trajectory, RunTally tally)
    {
        for (; tally.Position < trajectory.Steps.Count; tally.Position++)
        {
            Step step = trajectory.Steps[tally.Position];
            ActionStatus status = step.Action is null ? await AnswerAsync(run, step, tally) : await CallAsync(run, step, tally);
            switch (status)
            {
                case ActionStatus.AwaitingApproval:
                    return RunState.WaitingApproval;
                case ActionStatus.BudgetExceeded or ActionStatus.RateLimited:
                    await run.FailAsync(status == ActionStatus.RateLimited ? "rate limit reached" : "budget reached");
                    return RunState.Failed;
            }
        }

        await run.CompleteAsync();
        return RunState.Completed;
    }

    private static async Task<ActionStatus> AnswerAsync(GovernedRun run, Step step, RunTally tally)
    {
        LlmCall call = new(Model) { PromptCharacters = step.PromptCharacters };
        ActionOutcome<int> outcome = await run.InvokeLlmAsync(call, context =>
        {
            context.ReportText(step.AnswerCharacters);
            return ValueTask.FromResult(0);
        });
        Count(outcome.Status, tally);
        return outcome.Status;
    }

    private async Task<ActionStatus> CallAsync(GovernedRun run, Step step, RunTally tally)
    {
        ActionCall call = new(step.Action!, Tool, Encoding.UTF8.GetBytes(step.Args.GetRawText()), $"step-{step.Seq}");
        long started = TimeProvider.System.GetTimestamp();
        ActionOutcome<JsonNode?> outcome = await run.InvokeAsync(
            call, _ => ValueTask.FromResult(airline.Execute(step.Action!, step.Args)), AirlineJson.Default.JsonNode!);
        actionMilliseconds.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        tally.Actions++;
        Count(outcome.Status, tally);
        return outcome.Status;
    }

    private static void Count(ActionStatus status, RunTally tally)
    {
        switch (status)
        {
            case ActionStatus.Completed:
                tally.Completed++;
                break;
            case ActionStatus.Denied:
                tally.Denied++;
                break;
            case ActionStatus.AwaitingApproval:
                tally.Approvals++;
                break;
            case ActionStatus.RateLimited:
                tally.RateLimited++;
                break;
            case ActionStatus.BudgetExceeded:
                tally.BudgetExceeded++;
                break;
        }
    }
}
