namespace Enterprise.Governance.Sqlite;

/// <summary>A session inside a read transaction; returns to the pool when disposed.</summary>
internal sealed class SqliteSnapshot(GovernanceSqliteDatabase database, SqliteSession session) : IDisposable
{
    private bool _isReturned;

    internal SqliteSession Session { get; } = session;

    public void Dispose()
    {
        if (!_isReturned)
        {
            _isReturned = true;
            database.Return(Session);
        }
    }
}
