namespace Enterprise.Governance.AspNetCore.Tests.Support;

/// <summary>Governance over a store that is down.</summary>
internal sealed class BrokenGovernance : IGovernance
{
    internal bool IsTransient { get; init; } = true;

    public IApprovals Approvals => throw Failure();

    public ValueTask<GovernedRun> StartRunAsync(GovernanceScope scope, RunOptions? options = null, CancellationToken cancellationToken = default) => throw Failure();

    public ValueTask<GovernedRun?> GetRunAsync(string runId, CancellationToken cancellationToken = default) => throw Failure();

    public ValueTask<GovernedRun?> AcquireRunAsync(string runId, string owner, CancellationToken cancellationToken = default) => throw Failure();

    public ValueTask<RunErasure> EraseRunAsync(string tenant, string runId, CancellationToken cancellationToken = default) => throw Failure();

    private GovernanceException Failure() =>
        new("store_unavailable", "the database db.internal does not answer", IsTransient, new InvalidOperationException("Host=db.internal;Password=secret"));
}
