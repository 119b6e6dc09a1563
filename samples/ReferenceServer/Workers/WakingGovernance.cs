using Enterprise.Governance;
using ReferenceServer.Runs;

namespace ReferenceServer.Workers;

/// <summary>Governance whose approvals wake the runs that wait for them: every way to decide in this process goes through here. Thread-safe.</summary>
internal sealed class WakingGovernance(IGovernance inner, Outbox outbox, ILogger<WakingApprovals> logger) : IGovernance
{
    public IApprovals Approvals { get; } = new WakingApprovals(inner.Approvals, outbox, logger);

    /// <summary>Stands before the governance that was added.</summary>
    internal static IServiceCollection Add(IServiceCollection services)
    {
        ServiceDescriptor governance = services.Last(static descriptor => descriptor.ServiceType == typeof(IGovernance));
        services.Remove(governance);
        return services.AddSingleton<IGovernance>(provider => new WakingGovernance(
            (IGovernance)governance.ImplementationFactory!(provider), provider.GetRequiredService<Outbox>(), provider.GetRequiredService<ILogger<WakingApprovals>>()));
    }

    public ValueTask<GovernedRun> StartRunAsync(GovernanceScope scope, RunOptions? options = null, CancellationToken cancellationToken = default) => inner.StartRunAsync(scope, options, cancellationToken);

    public ValueTask<GovernedRun?> GetRunAsync(string runId, CancellationToken cancellationToken = default) => inner.GetRunAsync(runId, cancellationToken);

    public ValueTask<GovernedRun?> AcquireRunAsync(string runId, string owner, CancellationToken cancellationToken = default) => inner.AcquireRunAsync(runId, owner, cancellationToken);

    public ValueTask<RunErasure> EraseRunAsync(string tenant, string runId, CancellationToken cancellationToken = default) => inner.EraseRunAsync(tenant, runId, cancellationToken);
}
