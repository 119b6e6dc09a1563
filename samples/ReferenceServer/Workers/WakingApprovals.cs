using Enterprise.Governance;
using Npgsql;
using ReferenceServer.Runs;

namespace ReferenceServer.Workers;

/// <summary>Has a worker go on with the run at once when its approval is decided. Thread-safe.</summary>
internal sealed class WakingApprovals(IApprovals inner, Outbox outbox, ILogger<WakingApprovals> logger) : IApprovals
{
    public ValueTask<IReadOnlyList<ApprovalRecord>> ListAsync(ApprovalQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public ValueTask<ApprovalRecord?> GetAsync(string tenant, string approvalId, CancellationToken cancellationToken = default) => inner.GetAsync(tenant, approvalId, cancellationToken);

    public async ValueTask<ApprovalDecisionResult> DecideAsync(string approvalId, ApprovalDecision decision, ApproverIdentity approver, string? reason = null, CancellationToken cancellationToken = default)
    {
        ApprovalDecisionResult result = await inner.DecideAsync(approvalId, decision, approver, reason, cancellationToken);
        if (result is { Status: ApprovalDecisionStatus.Decided, Approval: { } approval })
            await WakeAsync(approval.RunId);
        return result;
    }

    public ValueTask<ApprovalRecord?> WaitAsync(string tenant, string approvalId, CancellationToken cancellationToken = default) => inner.WaitAsync(tenant, approvalId, cancellationToken);

    private async Task WakeAsync(string runId)
    {
        try
        {
            await outbox.AddAsync(runId, TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // The decision stands, and a parked run is looked at again by itself.
            Log.WakeFailed(logger, runId, e.GetType().Name);
        }
    }
}
