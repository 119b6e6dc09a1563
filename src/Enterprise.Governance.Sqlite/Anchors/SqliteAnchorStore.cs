using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Keeps the log of anchors in SQLite. Thread-safe.</summary>
/// <param name="database">The database, with the tables of <see cref="SqliteFeatures.Ledger"/> and <see cref="SqliteFeatures.Anchoring"/>.</param>
public sealed class SqliteAnchorStore(GovernanceSqliteDatabase database) : IAnchorStore
{
    private readonly GovernanceSqliteDatabase _database = database ?? throw new ArgumentNullException(nameof(database));

    /// <inheritdoc/>
    /// <exception cref="GovernanceException">The log's row is gone (<c>anchor_log_damaged</c>).</exception>
    public ValueTask<bool> TryLeaseAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(holder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return _database.WriteAsync(static (context, s) => SqliteAnchorOperations.TryLease(context.Session, s.holder, s.lifetime, s.time.GetUtcNow()), (holder, lifetime, time: _database.TimeProvider), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => await _database.WriteAsync(
        static (context, holder) => context.Session.Execute("UPDATE anchor_log SET lease_holder = NULL, lease_until = NULL WHERE lease_holder = $holder;", ("$holder", holder)),
        holder, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<bool> AppendAsync(AnchorCommit commit, CancellationToken cancellationToken)
    {
        StoredAnchors.Require(commit);
        return _database.WriteAsync(static (context, s) => SqliteAnchorOperations.Append(context.Session, s.commit, s.time.GetUtcNow()), (commit, time: _database.TimeProvider), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ArchiveStatus> ArchiveAsync(AnchorCommit commit, long personalValues, CancellationToken cancellationToken)
    {
        StoredAnchors.RequireTombstone(commit);
        return _database.WriteAsync(
            static (context, s) => SqliteArchiveOperations.Archive(context.Session, s.commit, s.personalValues, s.time.GetUtcNow()), (commit, personalValues, time: _database.TimeProvider), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ExtendNoteAsync(long size, string note, string extended, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(extended);
        return extended.StartsWith(note, StringComparison.Ordinal) && await _database.WriteAsync(
            static (context, s) => context.Session.Execute(
                "UPDATE anchor_checkpoints SET note = $extended WHERE size = $size AND note = $note;", ("$extended", s.extended), ("$size", s.size), ("$note", s.note)) == 1,
            (size, note, extended), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask MarkPublishedAsync(long size, CancellationToken cancellationToken) => await _database.WriteAsync(
        static (context, s) => context.Session.Execute(
            "UPDATE anchor_checkpoints SET published_at = $now WHERE size <= $size AND published_at IS NULL;", ("$now", s.time.GetUtcNow().ToUnixTimeMilliseconds()), ("$size", s.size)),
        (size, time: _database.TimeProvider), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IAnchorSnapshot>> OpenSnapshotsAsync(int atMost, CancellationToken cancellationToken) =>
        [.. (await _database.SnapshotsAsync(atMost, cancellationToken).ConfigureAwait(false)).Select(snapshot => new SqliteAnchorSnapshot(snapshot, _database.TimeProvider))];

    /// <inheritdoc/>
    public async ValueTask<IAnchorSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        SqliteSnapshot snapshot = await _database.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The moment of a deferred transaction is that of its first statement.
            snapshot.Session.Scalar("SELECT size FROM anchor_log;");
            return new SqliteAnchorSnapshot(snapshot, _database.TimeProvider);
        }
        catch (SqliteException e)
        {
            snapshot.Dispose();
            throw SqliteFailure.Translate(e);
        }
    }
}
