using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Archives;

/// <summary>A store that does everything but let a run leave, as one whose database goes away at that moment.</summary>
internal sealed class RefusingStore(IAnchorStore store) : IAnchorStore
{
    public ValueTask<bool> TryLeaseAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken) => store.TryLeaseAsync(holder, lifetime, cancellationToken);

    public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => store.ReleaseAsync(holder, cancellationToken);

    public ValueTask<bool> AppendAsync(AnchorCommit commit, CancellationToken cancellationToken) => store.AppendAsync(commit, cancellationToken);

    public ValueTask<ArchiveStatus> ArchiveAsync(AnchorCommit commit, long personalValues, CancellationToken cancellationToken) =>
        ValueTask.FromException<ArchiveStatus>(new GovernanceException("store_unavailable", "the database is gone", isTransient: true));

    public ValueTask<bool> ExtendNoteAsync(long size, string note, string extended, CancellationToken cancellationToken) => store.ExtendNoteAsync(size, note, extended, cancellationToken);

    public ValueTask MarkPublishedAsync(long size, CancellationToken cancellationToken) => store.MarkPublishedAsync(size, cancellationToken);

    public ValueTask<IAnchorSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => store.OpenSnapshotAsync(cancellationToken);

    public ValueTask<IReadOnlyList<IAnchorSnapshot>> OpenSnapshotsAsync(int atMost, CancellationToken cancellationToken) => store.OpenSnapshotsAsync(atMost, cancellationToken);
}
