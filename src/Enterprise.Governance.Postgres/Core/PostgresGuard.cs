namespace Enterprise.Governance.Postgres;

/// <summary>What <c>run_guard</c> says before a unit may write.</summary>
internal static class PostgresGuard
{
    /// <summary>Fails a unit whose run is not there or whose lease is lost: nothing was written.</summary>
    internal static void RequireOk(string status, string runId)
    {
        GovernanceException? failure = status switch
        {
            "run_not_found" => new GovernanceException("run_not_found", $"there is no run `{runId}`"),
            "run_lease_lost" => new GovernanceException("run_lease_lost", $"another worker has taken the lease of run `{runId}`"),
            _ => null,
        };
        if (failure is not null)
            throw new RefusedUnitException(failure);
    }
}
