namespace Enterprise.Governance;

/// <summary>Starts and finds governed runs. Thread-safe.</summary>
public interface IGovernance
{
    /// <summary>Gets the approvals of all runs.</summary>
    IApprovals Approvals { get; }

    /// <summary>Starts a run: stores it and appends <c>run.started</c> as seq 1.</summary>
    /// <param name="scope">For whom it runs, as the host authenticated them.</param>
    /// <param name="options">What it is called and how it begins.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The run.</returns>
    /// <exception cref="GovernanceException">The id is taken (<c>run_exists</c>), the tenant is unknown (<c>unknown_tenant</c>), or the store fails.</exception>
    ValueTask<GovernedRun> StartRunAsync(GovernanceScope scope, RunOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Finds a run, in whatever state and process it was started, without a lease.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The run, or <see langword="null"/>.</returns>
    ValueTask<GovernedRun?> GetRunAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Finds a run and takes its lease, so that no other worker can commit actions of it meanwhile.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="owner">Who takes it, for people; such as a host name and process id.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The run, or <see langword="null"/> if there is none or somebody else holds the lease. Dispose it to give the lease back.</returns>
    ValueTask<GovernedRun?> AcquireRunAsync(string runId, string owner, CancellationToken cancellationToken = default);

    /// <summary>Erases for good what a run that has ended keeps of arguments and results outside the chain: personal values, the arguments of its approvals, stored results, and the salt
    /// under which arguments are bound. Repeating it does nothing more.</summary>
    /// <param name="tenant">The run's tenant; another tenant's run is not found.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing is erased.</param>
    /// <returns>What was erased, once that is durable.</returns>
    /// <remarks>
    /// The chain stays as it is and verifies; its report lists the places as redacted. Arguments captured with <see cref="ArgumentCapture.Value"/> stand in the chain itself and are not erased.
    /// A call under an idempotency key that had completed is replayed as completed, without its value and with <see cref="ActionOutcome{T}.IsErased"/>, whatever its arguments are now. What a call
    /// still brings that was under way when its run was cancelled is not stored.
    /// </remarks>
    /// <exception cref="GovernanceException">The store fails.</exception>
    ValueTask<RunErasure> EraseRunAsync(string tenant, string runId, CancellationToken cancellationToken = default);
}
