using Enterprise.Governance;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Projections;

namespace OpenTelemetry.Trace;

/// <summary>Collects governance's traces with OpenTelemetry.</summary>
public static class GovernanceTracerProviderBuilderExtensions
{
    /// <summary>Adds the activity sources of every capability that has one.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static TracerProviderBuilder AddGovernanceInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(CoreDiagnostics.ActivitySourceName, LedgerDiagnostics.ActivitySourceName, PoliciesDiagnostics.ActivitySourceName,
            ProjectionsDiagnostics.ActivitySourceName, StoreDiagnostics.ActivitySourceName);
    }
}
