using Enterprise.Governance.Ledger;

namespace Enterprise.Governance;

/// <summary>Keeps runs and their leases. Each store implements it natively; the conformance suite says what they share.</summary>
/// <remarks>Every change of a run's state and the events that tell of it are one transaction. Leases follow the store's clock.</remarks>
public interface IRunStore
{
    /// <summary>Stores a new run and its <c>run.started</c> as seq 1, in one transaction.</summary>
    /// <param name="run">The run.</param>
    /// <param name="started">The event.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns><see langword="false"/> if the id is taken, as a run or as a chain; then nothing was stored.</returns>
    ValueTask<bool> CreateAsync(RunRecord run, PreparedEvent started, CancellationToken cancellationToken);

    /// <summary>Reads a run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The run, or <see langword="null"/>.</returns>
    ValueTask<RunRecord?> GetAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Moves a run to another state and appends events, in one transaction.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="to">The state.</param>
    /// <param name="events">The events; may be empty.</param>
    /// <param name="fencingToken">The lease under which this happens, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>The run afterwards; unchanged, and no event stored, if <see cref="RunStateExtensions.CanBecome"/> forbids the step.</returns>
    /// <exception cref="GovernanceException">The lease was lost (<c>run_lease_lost</c>), or there is no such run (<c>run_not_found</c>).</exception>
    ValueTask<RunTransition> TransitionAsync(string runId, RunState to, IReadOnlyList<PreparedEvent> events, long? fencingToken, CancellationToken cancellationToken);

    /// <summary>Changes title, tags or both, in one transaction with the mark for the list of runs. State, <see cref="RunRecord.UpdatedAt"/> and chain stay as they are; a run that has ended can be relabelled.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="update">What is set; at least one of the two.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>The run afterwards.</returns>
    /// <exception cref="GovernanceException">There is no such run (<c>run_not_found</c>).</exception>
    ValueTask<RunRecord> UpdateAsync(string runId, RunUpdate update, CancellationToken cancellationToken);

    /// <summary>Takes the lease of a run that nobody holds, or whose lease has lapsed. The token is higher than every one before.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="owner">Who takes it.</param>
    /// <param name="lifetime">How long it lives unless renewed.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>The lease, or <see langword="null"/> while somebody else holds it or if there is no such run.</returns>
    ValueTask<RunLease?> AcquireLeaseAsync(string runId, string owner, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Extends a lease.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="fencingToken">The lease's token.</param>
    /// <param name="lifetime">How long it lives from now on.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns><see langword="false"/> if somebody else has taken it since.</returns>
    ValueTask<bool> RenewLeaseAsync(string runId, long fencingToken, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Gives a lease back; the token stays spent.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="fencingToken">The lease's token.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing lands.</param>
    /// <returns>A task that ends when the lease is free, or was another's.</returns>
    ValueTask ReleaseLeaseAsync(string runId, long fencingToken, CancellationToken cancellationToken);
}
