using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Archives;

/// <summary>Appends tombstones to the log, each with a signed checkpoint, while the rows of its run leave. Under the lease of the anchorer, so that two archivists of one run do not touch each other's files.</summary>
internal sealed class TombstoneWriter(IAnchorStore store, NoteSigningKey key, IReadOnlyCollection<NoteVerifierKey> knownKeys, TimeSpan leaseLifetime, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly string _holder = LeaseHolder.Create();

    // The largest log that this object has seen or made; one run at a time is archived.
    private long _largestSize;

    /// <exception cref="GovernanceException">Another process keeps the lease (<c>anchoring_busy</c>, transient), or the log is not the one that its last checkpoint says (<c>log_fork</c>, <c>log_rollback</c>).</exception>
    internal async ValueTask<ArchiveStatus> WriteAsync(AnchorLeaf leaf, EvidenceSummary written, ArchiveFiles files, CancellationToken cancellationToken)
    {
        await TakeLeaseAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            AnchorCommit? commit = await PlanAsync(leaf with { BundleSha256 = written.Sha256 }, cancellationToken).ConfigureAwait(false);
            if (commit is null)
                return ArchiveStatus.RunMoved;

            // From here on a failure leaves the files where they are: whether the run has left, the database may not have been able to tell.
            files.Keep(written);
            ArchiveStatus status = await store.ArchiveAsync(commit, written.PersonalValues, cancellationToken).ConfigureAwait(false);
            if (status == ArchiveStatus.LogMoved)
                throw Busy();
            if (status == ArchiveStatus.Archived)
                _largestSize = commit.ExpectedSize + 1;
            else if (await IsStillOursAsync(leaf.RunId, cancellationToken).ConfigureAwait(false))
                files.Discard(written);
            return status;
        }
        finally
        {
            await store.ReleaseAsync(_holder, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Waits while a round of the anchorer is under way, or until the lease of one that has died runs out.</summary>
    private async ValueTask TakeLeaseAsync(CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();
        while (!await store.TryLeaseAsync(_holder, leaseLifetime, cancellationToken).ConfigureAwait(false))
        {
            if (time.GetElapsedTime(begun) > leaseLifetime)
                throw Busy();
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<AnchorCommit?> PlanAsync(AnchorLeaf tombstone, CancellationToken cancellationToken)
    {
        IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            LogTail tail = await LogTail.ReadAsync(snapshot, knownKeys, _largestSize, cancellationToken).ConfigureAwait(false);
            _largestSize = tail.Size;
            if (await snapshot.ReadRunAsync(tombstone.RunId, cancellationToken).ConfigureAwait(false) is not { IsArchived: false } run)
                return null;
            tail.Append(new AnchorStep(tombstone, run.ContentRange, 0, null));
            return tail.Take(_holder, key);
        }
    }

    /// <summary>Tells whether nobody else has archived the run, or can while the lease is held: then the files are nobody's.</summary>
    private async ValueTask<bool> IsStillOursAsync(string runId, CancellationToken cancellationToken)
    {
        if (!await store.TryLeaseAsync(_holder, leaseLifetime, cancellationToken).ConfigureAwait(false))
            return false;
        IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
            return await snapshot.ReadRunAsync(runId, cancellationToken).ConfigureAwait(false) is { IsArchived: false };
    }

    private static GovernanceException Busy() => new("anchoring_busy", "another process is anchoring, and tombstones are appended by whoever anchors; try again", isTransient: true);
}
