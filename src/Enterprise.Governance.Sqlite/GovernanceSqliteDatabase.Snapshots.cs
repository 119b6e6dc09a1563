using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

public sealed partial class GovernanceSqliteDatabase
{
    // Opening takes less than a millisecond: somebody who commits all the time gets in between, and with fewer readers less often.
    private const int Attempts = 4;

    /// <summary>Opens several read transactions of one moment; fewer than asked for while somebody commits all the time.</summary>
    internal async ValueTask<IReadOnlyList<SqliteSnapshot>> SnapshotsAsync(int atMost, CancellationToken cancellationToken)
    {
        if (atMost <= 1)
            return [await SnapshotAsync(cancellationToken).ConfigureAwait(false)];

        // Outside of a transaction it sees what is committed; the pool closes it afterwards.
        using SqliteSnapshot first = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        SqliteSession watch = first.Session;
        watch.Execute("ROLLBACK;");
        for (int count = atMost; count > 1; count /= 2)
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                if (await OpenAtOnceAsync(watch, count, cancellationToken).ConfigureAwait(false) is { } snapshots)
                    return snapshots;
            }
        }

        return [await SnapshotAsync(cancellationToken).ConfigureAwait(false)];
    }

    /// <returns>The snapshots; nothing if another connection has committed meanwhile.</returns>
    private async ValueTask<IReadOnlyList<SqliteSnapshot>?> OpenAtOnceAsync(SqliteSession watch, int count, CancellationToken cancellationToken)
    {
        List<SqliteSnapshot> opened = [];
        bool isOneMoment = false;
        try
        {
            // The number changes with every commit of another connection, of this process or another one.
            long version = watch.ScalarLong("PRAGMA data_version;");
            while (opened.Count < count)
            {
                opened.Add(await SnapshotAsync(cancellationToken).ConfigureAwait(false));

                // The moment of a deferred transaction is that of its first statement.
                opened[^1].Session.Scalar("SELECT count(*) FROM sqlite_schema;");
            }

            isOneMoment = watch.ScalarLong("PRAGMA data_version;") == version;
            return isOneMoment ? opened : null;
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Translate(e);
        }
        finally
        {
            if (!isOneMoment)
                opened.ForEach(static snapshot => snapshot.Dispose());
        }
    }
}
