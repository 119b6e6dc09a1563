using Enterprise.Governance;

namespace PipelineWorker;

/// <summary>Somebody who approves, in a process of their own.</summary>
internal static class Approver
{
    internal static async Task DoAsync(IGovernance governance, string runId, Action<string> tell)
    {
        foreach (ApprovalRecord pending in await governance.Approvals.ListAsync(new ApprovalQuery(WorkerHost.Scope.Tenant) { RunId = runId, State = ApprovalState.Pending }))
        {
            ApprovalDecisionResult result = await governance.Approvals.DecideAsync(pending.ApprovalId, ApprovalDecision.Approved, new ApproverIdentity(WorkerHost.Scope.Tenant, "bob"));
            tell($"decided {pending.ApprovalId} {result.Status}");
        }
    }
}
