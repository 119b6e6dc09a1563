namespace Enterprise.Governance.Ledger;

/// <summary>
/// Keeps the log of anchors beside the chains, in the same database: leaves and nodes are only ever appended, a checkpoint is never changed but for lines that are added to its note. Implementations are
/// thread-safe; times are the database's.
/// </summary>
public interface IAnchorStore
{
    /// <summary>Takes the lease of the anchorer: one process at a time does its work. Renewing is taking it again.</summary>
    /// <param name="holder">Who asks: a name that no other process has.</param>
    /// <param name="lifetime">How long the lease lives without being renewed.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>Whether the lease is the holder's now: nobody had it, it had run out, or it was the holder's already.</returns>
    ValueTask<bool> TryLeaseAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Gives the lease back; that of somebody else stays.</summary>
    /// <param name="holder">Who had it.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A task that ends when it is free.</returns>
    ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken);

    /// <summary>Appends leaves and stores the checkpoint over them, in one durable transaction.</summary>
    /// <param name="commit">What to append.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing is appended.</param>
    /// <returns><see langword="false"/>, and nothing appended, if the log has another size or the lease is not the holder's any more.</returns>
    ValueTask<bool> AppendAsync(AnchorCommit commit, CancellationToken cancellationToken);

    /// <summary>Archives a run, in one durable transaction under the lock on its head: appends its tombstone as <see cref="AppendAsync"/> does, and deletes its events, personal values, idempotency keys and head.</summary>
    /// <param name="commit">The tombstone, alone, and the state of its run with <see cref="AnchoredRun.IsArchived"/>. But for the bundle it says what the last leaf of the run says.</param>
    /// <param name="personalValues">How many personal values went along with the bundle: all that are still stored, or nothing is done.</param>
    /// <param name="cancellationToken">Before the write has begun: nothing is done.</param>
    /// <returns>What was done: all of it or nothing.</returns>
    /// <remarks>From then on an append to the run fails with <c>run_archived</c>. On PostgreSQL the archivist's role alone may do it.</remarks>
    ValueTask<ArchiveStatus> ArchiveAsync(AnchorCommit commit, long personalValues, CancellationToken cancellationToken);

    /// <summary>Adds lines to the note of a checkpoint: those of witnesses.</summary>
    /// <param name="size">The checkpoint.</param>
    /// <param name="note">The note that is stored, as it was read.</param>
    /// <param name="extended">The same note with more lines at its end.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns><see langword="false"/>, and no change, if the stored note is another one by now, or <paramref name="extended"/> does not begin with it.</returns>
    ValueTask<bool> ExtendNoteAsync(long size, string note, string extended, CancellationToken cancellationToken);

    /// <summary>Notes that every sink has a checkpoint, and with it all smaller ones.</summary>
    /// <param name="size">The checkpoint.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A task that ends when it is noted.</returns>
    ValueTask MarkPublishedAsync(long size, CancellationToken cancellationToken);

    /// <summary>Opens one consistent view of chains and log.</summary>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <returns>The snapshot; the caller disposes it.</returns>
    ValueTask<IAnchorSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>Opens several views of one moment, which are read at the same time, each by one reader.</summary>
    /// <param name="atMost">How many are of use; at least 1.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <returns>At least one; fewer than asked for where the store has no more connections, or cannot make more of one moment. The caller disposes all.</returns>
    async ValueTask<IReadOnlyList<IAnchorSnapshot>> OpenSnapshotsAsync(int atMost, CancellationToken cancellationToken) =>
        [await OpenSnapshotAsync(cancellationToken).ConfigureAwait(false)];
}
