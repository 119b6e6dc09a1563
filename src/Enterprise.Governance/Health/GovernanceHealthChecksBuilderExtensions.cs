using Enterprise.Governance.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds governance to a host's health checks.</summary>
public static class GovernanceHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that asks the stores whether they can be read and written, and reports how fresh the lists are.</summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What a store that fails is reported as; unhealthy by default.</param>
    /// <param name="tags">Tags to filter by, such as <c>ready</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>The report names codes, durations and moments; no host, database, tenant or run.</remarks>
    public static IHealthChecksBuilder AddGovernance(this IHealthChecksBuilder builder, string name = "governance", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<GovernanceHealthCheck>(name, failureStatus, tags ?? []);
    }

    /// <summary>Adds a check of the scheduled verification (<c>AddGovernanceVerification</c>): the failure status from a finding until a complete verification without one, degraded while the last complete one is older than two intervals.</summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What a finding is reported as; unhealthy by default.</param>
    /// <param name="tags">Tags to filter by.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddLedgerVerification(this IHealthChecksBuilder builder, string name = "ledger_verification", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<LedgerVerificationHealthCheck>(name, failureStatus, tags ?? []);
    }
}
