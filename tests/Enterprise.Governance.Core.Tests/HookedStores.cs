using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Real stores with a word in between: what else happens, or goes wrong, right before an operation.</summary>
internal sealed class HookedStores
{
    /// <summary>Called with the name of each operation, before it.</summary>
    internal Func<string, Task> Before { get; set; } = static _ => Task.CompletedTask;

    internal void Register(IServiceCollection services)
    {
        services.AddSingleton<IPipelineStore>(provider => new Pipeline(
            this, new SqlitePipelineStore(provider.GetRequiredService<GovernanceSqliteDatabase>(), provider.GetRequiredService<ChainSealer>())));
        services.AddSingleton<IRunStore>(provider => new Runs(
            this, new SqliteRunStore(provider.GetRequiredService<GovernanceSqliteDatabase>(), provider.GetRequiredService<ChainSealer>())));
    }

    /// <summary>Runs <paramref name="action"/> before the first <paramref name="operation"/> from now on.</summary>
    internal void Once(string operation, Func<Task> action)
    {
        int done = 0;
        Before = name => name == operation && Interlocked.Exchange(ref done, 1) == 0 ? action() : Task.CompletedTask;
    }

    private sealed class Pipeline(HookedStores hooks, IPipelineStore inner) : IPipelineStore
    {
        public async ValueTask<CallState?> FindAsync(string runId, string claimKey, CancellationToken cancellationToken)
        {
            await hooks.Before("find");
            return await inner.FindAsync(runId, claimKey, cancellationToken);
        }

        public async ValueTask<StartedResult> StartAsync(StartedCommit commit, CancellationToken cancellationToken)
        {
            await hooks.Before("start");
            return await inner.StartAsync(commit, cancellationToken);
        }

        public async ValueTask<bool> HeartbeatAsync(string runId, string claimKey, CostCallKey call, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            await hooks.Before("heartbeat");
            return await inner.HeartbeatAsync(runId, claimKey, call, lifetime, cancellationToken);
        }

        public async ValueTask<OutcomeResult> FinishAsync(OutcomeCommit commit, CancellationToken cancellationToken)
        {
            await hooks.Before("finish");
            return await inner.FinishAsync(commit, cancellationToken);
        }

        public async ValueTask<RefusalStatus> RefuseAsync(RefusalCommit commit, CancellationToken cancellationToken)
        {
            await hooks.Before("refuse");
            return await inner.RefuseAsync(commit, cancellationToken);
        }

        public async ValueTask<bool> DoubtAsync(ClaimRecord claim, IReadOnlyList<PreparedEvent> events, CancellationToken cancellationToken)
        {
            await hooks.Before("doubt");
            return await inner.DoubtAsync(claim, events, cancellationToken);
        }

        public async ValueTask<ApprovalRecord> RequestApprovalAsync(ApprovalRecord approval, IReadOnlyList<PreparedEvent> events, long? fencingToken, CancellationToken cancellationToken)
        {
            await hooks.Before("request");
            return await inner.RequestApprovalAsync(approval, events, fencingToken, cancellationToken);
        }

        public async ValueTask<CostCharge?> FinishLlmAsync(string runId, LlmCommit commit, CancellationToken cancellationToken)
        {
            await hooks.Before("finish_llm");
            return await inner.FinishLlmAsync(runId, commit, cancellationToken);
        }

        public async ValueTask<RunErasure> EraseAsync(string tenant, string runId, CancellationToken cancellationToken)
        {
            await hooks.Before("erase");
            return await inner.EraseAsync(tenant, runId, cancellationToken);
        }
    }

    private sealed class Runs(HookedStores hooks, IRunStore inner) : IRunStore
    {
        public ValueTask<bool> CreateAsync(RunRecord run, PreparedEvent started, CancellationToken cancellationToken) => inner.CreateAsync(run, started, cancellationToken);

        public ValueTask<RunRecord?> GetAsync(string runId, CancellationToken cancellationToken) => inner.GetAsync(runId, cancellationToken);

        public ValueTask<RunTransition> TransitionAsync(string runId, RunState to, IReadOnlyList<PreparedEvent> events, long? fencingToken, CancellationToken cancellationToken) =>
            inner.TransitionAsync(runId, to, events, fencingToken, cancellationToken);

        public ValueTask<RunRecord> UpdateAsync(string runId, RunUpdate update, CancellationToken cancellationToken) => inner.UpdateAsync(runId, update, cancellationToken);

        public ValueTask<RunLease?> AcquireLeaseAsync(string runId, string owner, TimeSpan lifetime, CancellationToken cancellationToken) =>
            inner.AcquireLeaseAsync(runId, owner, lifetime, cancellationToken);

        public async ValueTask<bool> RenewLeaseAsync(string runId, long fencingToken, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            await hooks.Before("renew_lease");
            return await inner.RenewLeaseAsync(runId, fencingToken, lifetime, cancellationToken);
        }

        public async ValueTask ReleaseLeaseAsync(string runId, long fencingToken, CancellationToken cancellationToken)
        {
            await hooks.Before("release_lease");
            await inner.ReleaseLeaseAsync(runId, fencingToken, cancellationToken);
        }
    }
}
