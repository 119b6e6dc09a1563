using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Conformance;

/// <summary>The stores of one process.</summary>
public sealed record PipelineStores(
    IPipelineStore Pipeline, IRunStore Runs, IApprovalStore Approvals, ILedgerStore Ledger, ICostStore Costs, IProjectionStore Projections, ChainSealer Sealer);
