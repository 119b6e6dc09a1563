using System.Security.Cryptography;
using Enterprise.Governance.Approvals;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;

namespace Enterprise.Governance;

/// <summary>The engine behind <see cref="IGovernance"/>.</summary>
internal sealed class GovernanceEngine(PipelineServices services) : IGovernance
{
    private const int SaltBytes = 32;

    public IApprovals Approvals { get; } = new ApprovalDesk(services);

    public async ValueTask<GovernedRun> StartRunAsync(GovernanceScope scope, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        options ??= new RunOptions();
        Check(options);
        await services.Policies.RequireTenantAsync(scope.Tenant, cancellationToken).ConfigureAwait(false);
        await services.Ledger.OpenAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = services.Time.GetUtcNow();
        RunRecord run = new()
        {
            RunId = options.RunId ?? services.NewId(),
            Scope = scope,
            State = options.InitialState,
            Title = options.Title,
            Tags = options.Tags,
            CreatedAt = now,
            UpdatedAt = now,
            Salt = RandomNumberGenerator.GetBytes(SaltBytes),
        };
        PreparedEvent started = services.Sealer.Prepare(PipelineEvents.RunStarted(run));
        if (!await services.Runs.CreateAsync(run, started, cancellationToken).ConfigureAwait(false))
            throw new GovernanceException("run_exists", $"there is a run `{run.RunId}` already");
        services.Metrics.RunStarted();
        return new GovernedRun(services, run, lease: null);
    }

    public async ValueTask<GovernedRun?> GetRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(runId);
        await services.Ledger.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await services.Runs.GetAsync(runId, cancellationToken).ConfigureAwait(false) is { } run ? new GovernedRun(services, run, lease: null) : null;
    }

    public async ValueTask<GovernedRun?> AcquireRunAsync(string runId, string owner, CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(runId);
        GovernanceIdentifier.Require(owner);
        await services.Ledger.OpenAsync(cancellationToken).ConfigureAwait(false);
        RunLease? lease = await services.Runs.AcquireLeaseAsync(runId, owner, services.Settings.LeaseLifetime, cancellationToken).ConfigureAwait(false);
        if (lease is null)
            return null;

        // The lease is taken: from here on the caller gets the run, so that somebody can give the lease back.
        return await services.Runs.GetAsync(runId, CancellationToken.None).ConfigureAwait(false) is { } run ? new GovernedRun(services, run, lease) : null;
    }

    public async ValueTask<RunErasure> EraseRunAsync(string tenant, string runId, CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(tenant);
        GovernanceIdentifier.Require(runId);
        RunErasure erasure = await services.Pipeline.EraseAsync(tenant, runId, cancellationToken).ConfigureAwait(false);
        if (erasure.Status == RunErasureStatus.Erased)
            services.Logger.RunErased(erasure.Values, erasure.Approvals, erasure.Results);
        return erasure;
    }

    private static void Check(RunOptions options)
    {
        if (options.RunId is not null)
            GovernanceIdentifier.Require(options.RunId, nameof(options.RunId));
        RunLabels.Require(options.Title, options.Tags, nameof(options));
        if (options.InitialState is not (RunState.Submitted or RunState.Planning or RunState.Running))
            throw new ArgumentException($"a run cannot begin as {options.InitialState.ToStoredName()}", nameof(options));
    }
}
