using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Turns the driver's errors into ours. Messages name the kind of failure, never a statement's values.</summary>
internal static class SqliteFailure
{
    internal static Exception Translate(Exception exception) => exception is SqliteException e ? Translate(e) : exception;

    private static GovernanceException Translate(SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => new GovernanceException("store_busy", "another process holds the SQLite database; try again", isTransient: true, e),
        8 => new GovernanceException("store_read_only", "the SQLite database cannot be written", isTransient: false, e),
        10 or 13 or 14 => new GovernanceException("store_unavailable", $"the SQLite database cannot be read or written (SQLite error {e.SqliteErrorCode})", isTransient: true, e),
        11 or 26 => new GovernanceException("store_corrupt", "the file is not a sound SQLite database", isTransient: false, e),
        _ => new GovernanceException("store_failed", $"the SQLite database refused a statement (SQLite error {e.SqliteErrorCode}, extended {e.SqliteExtendedErrorCode})", isTransient: false, e),
    };
}
