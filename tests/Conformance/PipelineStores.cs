using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

/// <summary>The stores of one process.</summary>
public sealed record PipelineStores(IPipelineStore Pipeline, IRunStore Runs, IApprovalStore Approvals, ILedgerStore Ledger, ICostStore Costs, ChainSealer Sealer);
