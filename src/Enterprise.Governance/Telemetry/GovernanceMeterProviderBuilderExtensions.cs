using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;
using Enterprise.Governance.RateLimiting;

namespace OpenTelemetry.Metrics;

/// <summary>Collects governance's metrics with OpenTelemetry.</summary>
public static class GovernanceMeterProviderBuilderExtensions
{
    /// <summary>Adds the meters of every capability. Names are constants in <c>…Diagnostics</c>, one class per package.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static MeterProviderBuilder AddGovernanceInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(
            CoreDiagnostics.MeterName, LedgerDiagnostics.MeterName, PoliciesDiagnostics.MeterName, RateLimitingDiagnostics.MeterName,
            CostMeteringDiagnostics.MeterName, ProjectionsDiagnostics.MeterName, StoreDiagnostics.MeterName);
    }
}
