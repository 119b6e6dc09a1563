using Enterprise.Governance;

namespace ReferenceServer.Runs;

/// <summary>Makes governed runs of what was accepted. Any process may, at any time: one does. Thread-safe.</summary>
internal sealed class RunStart(RunRequests requests, IGovernance governance)
{
    /// <summary>Finds a run, or makes it of its request.</summary>
    /// <returns>The run, or <see langword="null"/> if nothing of that id was accepted.</returns>
    internal async Task<GovernedRun?> BeginAsync(string runId, CancellationToken cancellationToken)
    {
        if (await governance.GetRunAsync(runId, cancellationToken) is { } known)
            return known;
        if (await requests.FindAsync(runId, cancellationToken) is not { } request)
            return null;
        try
        {
            return await governance.StartRunAsync(
                request.Scope, new RunOptions { RunId = runId, Title = request.Title, Tags = request.Tags, InitialState = RunState.Submitted }, cancellationToken);
        }
        catch (GovernanceException e) when (e.Code == "run_exists")
        {
            // Another process was first.
            return await governance.GetRunAsync(runId, cancellationToken);
        }
    }
}
