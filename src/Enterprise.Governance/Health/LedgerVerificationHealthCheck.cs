using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Enterprise.Governance.Health;

/// <summary>Tells how the scheduled verification stands.</summary>
internal sealed class LedgerVerificationHealthCheck(LedgerVerification verification) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        Dictionary<string, object> data = new(StringComparer.Ordinal);
        if (verification.CompletedAt is { } at)
            data["completed_at"] = at;
        return Task.FromResult(
            verification.HasFindings ? new HealthCheckResult(context.Registration.FailureStatus, "a chain or the log of anchors is not sound; the log of the host names it", data: data)
            : verification.IsOverdue ? HealthCheckResult.Degraded("the last complete verification is older than two intervals", data: data)
            : HealthCheckResult.Healthy(data: data));
    }
}
