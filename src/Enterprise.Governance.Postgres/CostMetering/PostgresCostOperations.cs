using Enterprise.Governance.CostMetering;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>
/// The meter's commands, for <see cref="PostgresCostStore"/> and for whoever holds and settles in a transaction of his own.
/// </summary>
/// <remarks>
/// A transaction adds the lock command once, before all others, with the keys (<see cref="PostgresCostLocks"/>) of everything it is about to do, then any
/// number of the others. Each <c>Read…</c> reads the answer of its command and moves on to the next one; answers come in the order of the
/// commands. READ COMMITTED is required: commands after the lock must see what its last holders committed.
/// </remarks>
internal static partial class PostgresCostOperations
{
    /// <summary>Adds the command that takes all locks of the transaction, in one order for everybody.</summary>
    /// <param name="database">The database.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="keys">The locks of every run, hold and settlement; repeats do no harm.</param>
    /// <param name="renewed">Calls that the transaction renews: the locks of their holds' quotas are found by the server.</param>
    internal static void AddLock(GovernancePostgresDatabase database, NpgsqlBatch batch, IEnumerable<long> keys, params ReadOnlySpan<CostCallKey> renewed)
    {
        string lockTimeout = database.LockTimeoutMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (renewed.IsEmpty)
        {
            batch.AddCommand(database.Sql("SELECT {schema}.cost_lock($1::bigint[], $2)")).AddBigints(keys).AddText(lockTimeout);
            return;
        }

        CostCallKey[] calls = renewed.ToArray();
        batch.AddCommand(database.Sql("SELECT {schema}.cost_lock($1::bigint[], $2, $3::text[], $4::text[], $5::text[])"))
            .AddBigints(keys.Concat(calls.Select(static call => PostgresCostLocks.OfRun(call.Tenant, call.RunId)))).AddText(lockTimeout)
            .AddTexts(calls.Select(static call => call.Tenant)).AddTexts(calls.Select(static call => call.RunId)).AddTexts(calls.Select(static call => call.CallId));
    }

    internal static Task ReadLockAsync(NpgsqlDataReader reader) => reader.NextResultAsync();

    /// <summary>Extends an active hold; never shortens it.</summary>
    internal static void AddRenew(GovernancePostgresDatabase database, NpgsqlBatch batch, CostCallKey call, TimeSpan lifetime) =>
        batch.AddCommand(database.Sql("SELECT {schema}.cost_renew($1, $2, $3, $4 * interval '1 millisecond', $5)"))
            .AddText(call.Tenant).AddText(call.RunId).AddText(call.CallId).AddBigint((long)lifetime.TotalMilliseconds).AddTime(database.Now);

    /// <summary>Reads when the hold expires now; null if there is no active one.</summary>
    internal static Task<DateTimeOffset?> ReadRenewAsync(NpgsqlDataReader reader) => ReadOneAsync(reader, static reader => reader.TimeOrNull(0));

    /// <summary>Ends a hold without charging.</summary>
    internal static void AddRelease(GovernancePostgresDatabase database, NpgsqlBatch batch, CostCallKey call) =>
        batch.AddCommand(database.Sql("SELECT {schema}.cost_release($1, $2, $3, $4)"))
            .AddText(call.Tenant).AddText(call.RunId).AddText(call.CallId).AddTime(database.Now);

    /// <summary>Reads whether the hold was active.</summary>
    internal static Task<bool> ReadReleaseAsync(NpgsqlDataReader reader) => ReadOneAsync(reader, static reader => reader.GetBoolean(0));

    /// <summary>Removes up to <paramref name="count"/> expired holds. A transaction by itself: in another one it could make it wait.</summary>
    internal static void AddSweep(GovernancePostgresDatabase database, NpgsqlBatch batch, int count) =>
        batch.AddCommand(database.Sql("SELECT {schema}.cost_sweep($1, $2)")).AddInteger(count).AddTime(database.Now);

    private static async Task<TResult> ReadOneAsync<TResult>(NpgsqlDataReader reader, Func<NpgsqlDataReader, TResult> read)
    {
        await reader.ReadAsync().ConfigureAwait(false);
        TResult result = read(reader);
        await reader.NextResultAsync().ConfigureAwait(false);
        return result;
    }
}
