using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.RateLimiting;
using Enterprise.Governance.Tenants;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Pipeline;

/// <summary>What every run works with. One per host, immutable.</summary>
internal sealed class PipelineServices
{
    internal required IRunStore Runs { get; init; }

    internal required IPipelineStore Pipeline { get; init; }

    internal required IApprovalStore Approvals { get; init; }

    internal required ILedger Ledger { get; init; }

    internal required ChainSealer Sealer { get; init; }

    internal required GovernanceRateLimiter RateLimiter { get; init; }

    internal required ICostMeter Meter { get; init; }

    internal required TenantPolicies Policies { get; init; }

    internal required TimeProvider Time { get; init; }

    internal required GovernanceSettings Settings { get; init; }

    internal required CoreMetrics Metrics { get; init; }

    internal required ILogger Logger { get; init; }

    /// <summary>Gets what arguments and results must satisfy: the ledger's rules, one level deeper in an event.</summary>
    internal CanonicalJsonOptions ValueRules => field ??= Sealer.DataRules with { MaxDepth = Sealer.DataRules.MaxDepth - 1 };

    internal string NewId() => Guid.CreateVersion7(Time.GetUtcNow()).ToString("n");
}
