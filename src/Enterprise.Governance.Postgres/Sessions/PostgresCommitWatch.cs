using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>
/// Sees when the server gave up waiting for its synchronous standby, as it does when the driver's time is over: COMMIT then succeeds with a warning, and what it
/// committed may be lost in a fail-over. One for each exchange that commits; owned by it.
/// </summary>
internal sealed class PostgresCommitWatch
{
    // The server's function that warns: unlike the text, it is in no language.
    private const string WaitForStandby = "SyncRepWaitForLSN";

    // Set while the answer is read, which is before anybody asks.
    private bool _isUnconfirmed;

    internal PostgresCommitWatch(NpgsqlConnection connection) => connection.Notice += (_, e) => _isUnconfirmed |= e.Notice.Routine == WaitForStandby;

    /// <summary>Fails as an exchange does whose answer did not come in time: it may have happened.</summary>
    internal void RequireConfirmed()
    {
        if (_isUnconfirmed)
            throw new GovernanceException("store_timeout", "the synchronous standby of PostgreSQL did not confirm the commit in time; repeat it under the same key", isTransient: true);
    }
}
