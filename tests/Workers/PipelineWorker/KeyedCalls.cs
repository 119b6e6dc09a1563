using System.Globalization;
using Enterprise.Governance;

namespace PipelineWorker;

/// <summary>Calls that somebody else names, while other processes make the very same ones.</summary>
internal static class KeyedCalls
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Tells <c>progress RUN KEY</c> while another process carries the call out, and then <c>outcome RUN KEY STATUS ANSWER</c>; an answer names the process that made it, or the approval.</summary>
    internal static async Task DoAsync(IGovernance governance, TextReader calls, Action<string> effect, Action<string> tell)
    {
        using PeriodicTimer pauses = new(Pause, TimeProvider.System);
        tell("ready");
        while (await calls.ReadLineAsync() is { } line && line.Split(' ') is [var runId, var action, var key])
        {
            await using GovernedRun run = await governance.GetRunAsync(runId) ?? throw new InvalidOperationException($"there is no run {runId}");
            while (true)
            {
                ActionOutcome<string> outcome = await run.InvokeAsync(
                    new ActionCall(action, "worker", """{"amount":5}"""u8.ToArray(), key) { CostUnits = 1 },
                    _ =>
                    {
                        effect($"{runId} {key}");
                        return ValueTask.FromResult(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                    },
                    WorkJson.Default.String);
                if (outcome.Status != ActionStatus.InProgress)
                {
                    tell($"outcome {runId} {key} {outcome.Status} {outcome.Value ?? outcome.ApprovalId}");
                    break;
                }

                tell($"progress {runId} {key}");
                await pauses.WaitForNextTickAsync();
            }
        }
    }
}
