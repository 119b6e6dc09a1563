using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Enterprise.Governance.Health;

/// <summary>Asks every store that the container uses, and tells how fresh the lists are and which policy set is in force.</summary>
internal sealed class GovernanceHealthCheck(IEnumerable<IStoreHealth> stores, IProjections projections, IPolicyEngine policies, LiveAuditKeys keys) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        Dictionary<string, object> data = new(StringComparer.Ordinal);
        List<string> problems = [];
        foreach (IStoreHealth store in stores)
        {
            if (await store.CheckAsync(cancellationToken).ConfigureAwait(false) is not { } health)
                continue;
            data[$"{health.Store}.elapsed_ms"] = health.Elapsed.TotalMilliseconds;
            if (!health.IsHealthy)
                problems.Add($"{health.Code}: {health.Description}");
        }

        if (policies.LastLoad is not null)
            data["policy_set"] = policies.Current.Version;
        if (problems.Count > 0)
            return new HealthCheckResult(context.Registration.FailureStatus, string.Join("; ", problems), data: data);
        if (policies.LastLoad is { Errors: { IsEmpty: false } errors })
            problems.Add($"the policy files have {errors.Length} error{(errors.Length == 1 ? "" : "s")}; the set before stays in force");
        if (keys.Failure is { } failure)
            problems.Add($"the audit keys could not be renewed ({failure}); those of before stay in force");
        try
        {
            foreach (ProjectionStatus status in await projections.GetStatusAsync(cancellationToken).ConfigureAwait(false))
            {
                data[$"{status.Name}.as_of"] = status.AsOf;
                if (status.LastFailureCode is { } code)
                    problems.Add($"the last refresh of `{status.Name}` failed with {code}");
            }
        }
        catch (GovernanceException e)
        {
            // The stores work; that a list cannot say how fresh it is stops nobody.
            return HealthCheckResult.Degraded($"{e.Code}: {e.Message}", data: data);
        }

        // What a list shows is old then, and says so; nothing else stops.
        return problems.Count > 0 ? HealthCheckResult.Degraded(string.Join("; ", problems), data: data) : HealthCheckResult.Healthy(data: data);
    }
}
