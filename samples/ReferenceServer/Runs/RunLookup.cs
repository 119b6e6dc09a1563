using Enterprise.Governance;

namespace ReferenceServer.Runs;

/// <summary>Finds runs of a tenant. Another tenant's run is not found, like one that does not exist. Thread-safe.</summary>
internal sealed class RunLookup(IGovernance governance, RunRequests requests)
{
    /// <summary>Finds a run that has begun.</summary>
    internal async Task<GovernedRun?> FindAsync(GovernanceScope scope, string runId, CancellationToken cancellationToken) =>
        GovernanceIdentifier.IsValid(runId, out _) && await governance.GetRunAsync(runId, cancellationToken) is { } run && run.Scope.Tenant == scope.Tenant ? run : null;

    /// <summary>Finds what was accepted, whether it has begun or not.</summary>
    internal async Task<RunRequest?> FindRequestAsync(GovernanceScope scope, string runId, CancellationToken cancellationToken) =>
        GovernanceIdentifier.IsValid(runId, out _) && await requests.FindAsync(runId, cancellationToken) is { } request && request.Scope.Tenant == scope.Tenant ? request : null;

    /// <summary>Says for whom a run is that was accepted, whether it has begun or not.</summary>
    internal async Task<GovernanceScope?> FindScopeAsync(GovernanceScope scope, string runId, CancellationToken cancellationToken) =>
        (await FindAsync(scope, runId, cancellationToken))?.Scope ?? (await FindRequestAsync(scope, runId, cancellationToken))?.Scope;
}
