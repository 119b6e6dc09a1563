using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Archives;

/// <summary>A store that does something before each attempt at the lease.</summary>
internal sealed class LeaseWatchingStore(IAnchorStore store, Func<int, ValueTask> before) : IAnchorStore
{
    internal int Attempts { get; private set; }

    public async ValueTask<bool> TryLeaseAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await before(Attempts++);
        return await store.TryLeaseAsync(holder, lifetime, cancellationToken);
    }

    public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => store.ReleaseAsync(holder, cancellationToken);

    public ValueTask<bool> AppendAsync(AnchorCommit commit, CancellationToken cancellationToken) => store.AppendAsync(commit, cancellationToken);

    public ValueTask<ArchiveStatus> ArchiveAsync(AnchorCommit commit, long personalValues, CancellationToken cancellationToken) => store.ArchiveAsync(commit, personalValues, cancellationToken);

    public ValueTask<bool> ExtendNoteAsync(long size, string note, string extended, CancellationToken cancellationToken) => store.ExtendNoteAsync(size, note, extended, cancellationToken);

    public ValueTask MarkPublishedAsync(long size, CancellationToken cancellationToken) => store.MarkPublishedAsync(size, cancellationToken);

    public ValueTask<IAnchorSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => store.OpenSnapshotAsync(cancellationToken);
}
