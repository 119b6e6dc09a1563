using Enterprise.Governance;

namespace ReferenceServer.Runs;

/// <summary>Finds runs of a tenant. Another tenant's run is not found, like one that does not exist. Thread-safe.</summary>
internal sealed class RunLookup(IGovernance governance, RunRequests requests, RunStart start)
{
    /// <summary>Finds a run that has begun.</summary>
    internal async Task<GovernedRun?> FindAsync(GovernanceScope scope, string runId, CancellationToken cancellationToken) =>
        GovernanceIdentifier.IsValid(runId, out _) && await governance.GetRunAsync(runId, cancellationToken) is { } run && run.Scope.Tenant == scope.Tenant ? run : null;

    /// <summary>Finds what was accepted, whether it has begun or not.</summary>
    internal async Task<RunRequest?> FindRequestAsync(GovernanceScope scope, string runId, CancellationToken cancellationToken) =>
        GovernanceIdentifier.IsValid(runId, out _) && await requests.FindAsync(runId, cancellationToken) is { } request && request.Scope.Tenant == scope.Tenant ? request : null;

    /// <summary>Finds a run that is to be changed. One that was accepted begins with that: what happens to it then is in its chain, and no relay can come in between.</summary>
    internal async Task<GovernedRun?> FindToChangeAsync(GovernanceScope scope, string runId, CancellationToken cancellationToken) =>
        await FindAsync(scope, runId, cancellationToken) ?? (await FindRequestAsync(scope, runId, cancellationToken) is null ? null : await start.BeginAsync(runId, cancellationToken));
}
