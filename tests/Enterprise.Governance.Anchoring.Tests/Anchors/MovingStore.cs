using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Anchors;

/// <summary>A store whose database is another one from call to call, as one that was put back from a copy is.</summary>
internal sealed class MovingStore(Func<IAnchorStore> current) : IAnchorStore
{
    public ValueTask<bool> TryLeaseAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken) => current().TryLeaseAsync(holder, lifetime, cancellationToken);

    public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => current().ReleaseAsync(holder, cancellationToken);

    public ValueTask<bool> AppendAsync(AnchorCommit commit, CancellationToken cancellationToken) => current().AppendAsync(commit, cancellationToken);

    public ValueTask<ArchiveStatus> ArchiveAsync(AnchorCommit commit, long personalValues, CancellationToken cancellationToken) => current().ArchiveAsync(commit, personalValues, cancellationToken);

    public ValueTask<bool> ExtendNoteAsync(long size, string note, string extended, CancellationToken cancellationToken) => current().ExtendNoteAsync(size, note, extended, cancellationToken);

    public ValueTask MarkPublishedAsync(long size, CancellationToken cancellationToken) => current().MarkPublishedAsync(size, cancellationToken);

    public ValueTask<IAnchorSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => current().OpenSnapshotAsync(cancellationToken);
}
