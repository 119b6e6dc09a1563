namespace Enterprise.Governance.Sqlite;

/// <summary>What one unit of work sees inside the shared transaction: a session, and the right to undo itself.</summary>
internal sealed class SqliteWriteContext(SqliteSession session)
{
    internal SqliteSession Session { get; } = session;

    /// <summary>Gets whether the unit asked that what it wrote be undone; it still returns its result.</summary>
    internal bool IsAborted { get; private set; }

    internal void Abort() => IsAborted = true;

    internal void Reset() => IsAborted = false;
}
