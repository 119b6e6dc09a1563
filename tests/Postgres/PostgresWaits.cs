namespace Enterprise.Governance.TestSupport;

/// <summary>Waits for what the server says, so that tests need no sleeps.</summary>
internal static class PostgresWaits
{
    /// <summary>Waits until at least <paramref name="count"/> sessions of the database wait for a lock.</summary>
    internal static async Task ForLockWaitsAsync(PostgresTestDatabase database, int count)
    {
        for (int i = 0; i < 3000; i++)
        {
            if (await PostgresTestDatabase.ScalarAsync(
                    database.OwnerDataSource, "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())") is long waiting && waiting >= count)
                return;
            await Task.Delay(10);
        }

        throw new TimeoutException("Nobody waited for a lock.");
    }
}
