using Enterprise.Governance;

namespace PipelineWorker;

/// <summary>The work of many runs, shared with other processes: whoever gets a run's lease goes on with it, until all have ended.</summary>
internal static class SharedRuns
{
    // How long to leave alone runs that others have: about as long as a dead worker's lease lives.
    private static readonly TimeSpan Pause = WorkerHost.LeaseLifetime / 4;

    internal static async Task DoAsync(IGovernance governance, List<string> runs, Action<string> effect, Action<string> tell)
    {
        using PeriodicTimer pauses = new(Pause, TimeProvider.System);
        while (runs.Count > 0)
        {
            string[] open = [.. runs];
            Random.Shared.Shuffle(open);
            foreach (string runId in open)
            {
                if (await TryAsync(governance, runId, effect, tell))
                    runs.Remove(runId);
            }

            if (runs.Count == open.Length)
                await pauses.WaitForNextTickAsync();
        }
    }

    /// <summary>Goes on with a run if nobody else does. Returns whether it has ended.</summary>
    private static async Task<bool> TryAsync(IGovernance governance, string runId, Action<string> effect, Action<string> tell)
    {
        try
        {
            await using GovernedRun? run = await AcquireAsync(governance, runId);
            return run is { Record.State: RunState.Completed } || (run is not null && await WorkAsync(run, effect, tell));
        }
        catch (GovernanceException e) when (e.Code is "run_lease_lost" or "run_exists")
        {
            tell($"lost {runId}");
            return false;
        }
    }

    private static async Task<GovernedRun?> AcquireAsync(IGovernance governance, string runId)
    {
        if (await governance.GetRunAsync(runId) is { } there)
            return there.Record.State == RunState.Completed ? there : await governance.AcquireRunAsync(runId, "worker");
        await governance.StartRunAsync(WorkerHost.Scope, new RunOptions { RunId = runId });
        return await governance.AcquireRunAsync(runId, "worker");
    }

    private static async Task<bool> WorkAsync(GovernedRun run, Action<string> effect, Action<string> tell)
    {
        tell($"lease {run.RunId} {run.Lease!.FencingToken}");
        await RunWork.NoteAsync(run, tell);
        for (int i = 0; i < WorkerHost.SharedCosts.Length; i++)
        {
            // Told as well, so that some are killed between an effect and its outcome.
            if (await RunWork.ActAsync(run, i, WorkerHost.SharedCosts[i], trace => { effect(trace); tell($"effect {trace}"); }, tell) == ActionStatus.InProgress)
                return false;
        }

        return await run.CompleteAsync();
    }
}
