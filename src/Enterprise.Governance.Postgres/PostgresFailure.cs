using System.Net.Sockets;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Turns the driver's errors into ours.</summary>
/// <remarks>
/// Messages name the kind of failure and its SQLSTATE. INVARIANT: nothing of the server's message, detail or hint is repeated, since these
/// may hold values of rows and parameters; nor anything of the connection string.
/// </remarks>
internal static class PostgresFailure
{
    internal static Exception Translate(Exception exception) => exception switch
    {
        PostgresException e => Translate(e),
        NpgsqlException { InnerException: PostgresException inner } => Translate(inner),
        NpgsqlException e when HasNoSuitableHost(e) => TranslateHosts(e),
        NpgsqlException { InnerException: TimeoutException } e when IsPoolExhausted(e) =>
            new GovernanceException("store_busy", "every connection of the pool to PostgreSQL is in use; try again, or raise `Maximum Pool Size`", isTransient: true, e),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            new GovernanceException("store_timeout", "PostgreSQL did not answer in time; try again", isTransient: true, exception),
        NpgsqlException { InnerException: IOException or SocketException or ObjectDisposedException } or IOException or SocketException =>
            Unavailable(exception, "the connection to PostgreSQL cannot be made or has broken"),
        NpgsqlException { IsTransient: true } => Unavailable(exception, "PostgreSQL cannot be reached"),
        NpgsqlException => new GovernanceException("store_failed", "the PostgreSQL driver could not carry out a command", isTransient: false, exception),
        _ => exception,
    };

    /// <summary>Tells whether the session ended: then a commit that was sent may have happened.</summary>
    internal static bool EndsSession(PostgresException e) => e.Severity is "FATAL" or "PANIC" || e.SqlState.StartsWith("57P", StringComparison.Ordinal);

    /// <summary>Tells whether the server refused the transaction whatever was in it: it ends the session, takes no writes or has run out of something.</summary>
    internal static bool IsOfServer(PostgresException e) => EndsSession(e) || e.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction || e.SqlState.StartsWith("53", StringComparison.Ordinal);

    /// <summary>Tells whether the connection itself is gone.</summary>
    internal static bool IsLostConnection(Exception e) => e is PostgresException ended ? EndsSession(ended) : e is NpgsqlException { InnerException: IOException or SocketException };

    private static GovernanceException Translate(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.TooManyConnections or "53400" => new GovernanceException(
            "store_busy", $"the PostgreSQL server has no connection left; try again, or raise `max_connections` or use a pooler (SQLSTATE {e.SqlState})", isTransient: true, e),
        "GV001" => new GovernanceException("head_moved", "the run's head moved during the append", isTransient: true, e),
        "GV003" => new GovernanceException(
            "schema_mismatch", "the projection is not registered in the database; start the host once with SchemaMode Apply, as the role that owns the schema", isTransient: false, e),
        "GV004" => new LedgerException("run_archived", StoredAnchors.RunArchived, innerException: e),
        PostgresErrorCodes.LockNotAvailable => new GovernanceException(
            "store_busy", "another transaction holds the rows for longer than `LockTimeout`; try again (SQLSTATE 55P03)", isTransient: true, e),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => new GovernanceException(
            "store_busy", $"the transaction collided with another one and was undone; try again (SQLSTATE {e.SqlState})", isTransient: true, e),
        PostgresErrorCodes.QueryCanceled => new GovernanceException(
            "store_timeout", "PostgreSQL stopped a statement at its time limit; try again (SQLSTATE 57014)", isTransient: true, e),
        PostgresErrorCodes.ReadOnlySqlTransaction => new GovernanceException(
            "store_read_only", "the PostgreSQL server takes no writes, as a standby does; connect to the primary (SQLSTATE 25006)", isTransient: true, e),
        PostgresErrorCodes.DiskFull => Unavailable(e, "the PostgreSQL server's disk is full (SQLSTATE 53100)"),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName =>
            new GovernanceException("schema_mismatch", $"the schema lacks a table or function; run `governance migrate`, or set SchemaMode to Apply (SQLSTATE {e.SqlState})", isTransient: false, e),
        PostgresErrorCodes.InsufficientPrivilege => new GovernanceException(
            "store_permission_denied", "the role may not use a table or function; run the grant script of `governance migrate` (SQLSTATE 42501)", isTransient: false, e),
        PostgresErrorCodes.InvalidCatalogName or "28000" or "28P01" => new GovernanceException(
            "store_login_refused", $"the PostgreSQL server refused the log-in: check host, database, user and password (SQLSTATE {e.SqlState})", isTransient: false, e),
        "22021" or "22P05" => new GovernanceException(
            "store_text_unsupported", $"a text has a character that PostgreSQL cannot keep, such as U+0000 (SQLSTATE {e.SqlState})", isTransient: false, e),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new GovernanceException(
            "store_corrupt", $"the PostgreSQL server found corrupt data (SQLSTATE {e.SqlState})", isTransient: false, e),

        // Classes: connection exceptions, insufficient resources, operator intervention (57P01 to 57P05), system errors.
        _ when e.SqlState.StartsWith("08", StringComparison.Ordinal) || e.SqlState.StartsWith("53", StringComparison.Ordinal)
            || e.SqlState.StartsWith("57P", StringComparison.Ordinal) || e.SqlState.StartsWith("58", StringComparison.Ordinal) =>
            Unavailable(e, $"the PostgreSQL server is not available (SQLSTATE {e.SqlState})"),
        _ => new GovernanceException("store_failed", $"PostgreSQL refused a statement (SQLSTATE {e.SqlState})", isTransient: false, e),
    };

    private static GovernanceException Unavailable(Exception e, string message) => new("store_unavailable", $"{message}; try again", isTransient: true, e);

    /// <summary>Of several hosts none would do. While one may come back it is a matter of time; what each of them refuses is not.</summary>
    private static Exception TranslateHosts(NpgsqlException e) =>
        e.InnerException is AggregateException { InnerExceptions: { Count: > 0 } each } && each.Select(Translate).ToArray() is var failures && !Array.Exists(failures, static failure => failure is GovernanceException { IsTransient: true })
            ? failures[0]
            : Unavailable(e, "none of the hosts of the connection string is there and fits its `Target Session Attributes`, as during a fail-over");

    // The driver has no type for it; it says "No suitable host was found", or has the failure of each host inside.
    private static bool HasNoSuitableHost(NpgsqlException e) => e.InnerException is AggregateException || (e.InnerException is null && e.Message.Contains("suitable host", StringComparison.Ordinal));

    // The driver has no type for it; it says that the pool "has been exhausted".
    private static bool IsPoolExhausted(NpgsqlException e) => e.Message.Contains("exhausted", StringComparison.Ordinal);
}
