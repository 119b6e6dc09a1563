using System.Diagnostics;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>One transaction for many units of work: lock the heads, run their commands, seal their events, store and commit.</summary>
/// <remarks>
/// READ COMMITTED. INVARIANT: heads are taken without waiting, or one is waited for by a transaction that holds nothing else; then the meter's advisory locks in ascending order, then rows that heads guard: no cycle of
/// waiting can close. One round trip where units only append after heads that are known; two where none has commands of its own, else three; one commit.
/// </remarks>
internal sealed partial class PostgresFlush(GovernancePostgresDatabase database)
{
    // A process that stalls inside a flush, or loses its network, gives the locks back after this time.
    private const string IdleLimitMilliseconds = "15000";

    /// <summary>Does what can be done. Returns the units whose run somebody else holds: nothing of these has happened.</summary>
    /// <param name="batch">The units.</param>
    /// <param name="gather">For units of one run whose head is worth waiting for: gives those that have come meanwhile, once it is locked. Without it nobody is waited for.</param>
    internal async Task<IReadOnlyList<PostgresWork>> RunAsync(IReadOnlyList<PostgresWork> batch, Func<IReadOnlyList<PostgresWork>>? gather = null)
    {
        List<PostgresWork> held = [];
        List<PostgresWork> ready = [.. batch];
        long began = database.Instruments.Begin();
        using Activity? activity = database.Instruments.StartCommit(batch.Select(static work => work.Caller), batch.Count);
        try
        {
            if (gather is null && FindKnown(ready) is { } known)
                await TransactAtKnownAsync(known, ready, held).ConfigureAwait(false);
            else
                await TransactAsync(ready, held, gather).ConfigureAwait(false);
            database.Instruments.End(StoreInstruments.Commit, began);
        }
        catch (PostgresException e) when (ready.Count > 1 && !PostgresFailure.IsOfServer(e))
        {
            // A statement of one unit was refused, and with it all of them. Each alone: then it fails alone.
            foreach (PostgresWork work in ready)
                held.AddRange(await RunAsync([work]).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            Exception failure = PostgresFailure.Translate(e);
            database.Instruments.End(StoreInstruments.Commit, began, failure);
            StoreInstruments.Fail(activity, failure);
            foreach (PostgresWork work in ready)
                work.Fail(failure);
        }

        return held;
    }

    /// <summary>Runs the transaction and completes its units; <paramref name="ready"/> loses those that are held.</summary>
    private async Task TransactAsync(List<PostgresWork> ready, List<PostgresWork> held, Func<IReadOnlyList<PostgresWork>>? gather, PostgresChains? unsure = null, bool isRetry = false)
    {
        await database.OpenAsync().ConfigureAwait(false);
        NpgsqlConnection connection = await database.DataSource.OpenConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            PostgresChains? chains;
            try
            {
                chains = await LockAsync(connection, ready, held, gather).ConfigureAwait(false);
            }
            catch (Exception e) when (!isRetry && PostgresFailure.IsLostConnection(e))
            {
                // The pool kept a connection that had died, as after a restart of the server. Nothing was done on it.
                database.DataSource.Clear();
                chains = null;
            }

            if (chains is not null)
            {
                if (unsure is not null && await HasLandedAsync(connection, unsure, ready, held).ConfigureAwait(false))
                    return;
                if (ready.Count > 0)
                    await CommitAsync(connection, chains, ready, held).ConfigureAwait(false);
                return;
            }
        }

        await TransactAsync(ready, held, gather, unsure, isRetry: true).ConfigureAwait(false);
    }

    private async Task<PostgresChains> LockAsync(NpgsqlConnection connection, List<PostgresWork> ready, List<PostgresWork> held, Func<IReadOnlyList<PostgresWork>>? gather)
    {
        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.AddCommand("BEGIN ISOLATION LEVEL READ COMMITTED");
            batch.AddCommand("SELECT set_config('lock_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $2, true)")
                .AddText(database.LockTimeoutText).AddText(IdleLimitMilliseconds);
            if (gather is null)
                PostgresChainCommands.AddTryLock(batch, database, ready.Select(static work => work.RunId).Distinct(StringComparer.Ordinal));
            else
                PostgresChainCommands.AddLock(batch, database, [ready[0].RunId]);
            List<(string RunId, RunHead? Head)> heads = await ReadHeadsAsync(batch, ready[0].RunId).ConfigureAwait(false);
            if (gather is not null)
                ready.AddRange(gather());
            PostgresChains chains = new(await database.AuditKeys.GetAsync(connection, heads).ConfigureAwait(false));
            foreach ((string runId, RunHead? head) in heads)
                chains.Lock(runId, head);
            held.AddRange(ready.Where(work => !chains.IsLocked(work.RunId)));
            database.Instruments.Held(ready.RemoveAll(work => !chains.IsLocked(work.RunId)));
            if (ready.Count == 0)
                await ExecuteAsync(connection, "ROLLBACK").ConfigureAwait(false);
            return chains;
        }
    }

    private static async Task<List<(string RunId, RunHead? Head)>> ReadHeadsAsync(NpgsqlBatch batch, string runId)
    {
        try
        {
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync().ConfigureAwait(false);
                return await PostgresChainCommands.ReadHeadsAsync(reader).ConfigureAwait(false);
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new GovernanceException("run_busy", $"another transaction holds the run `{runId}` for longer than `LockTimeout`; try again", isTransient: true, e);
        }
    }

    private async Task CommitAsync(NpgsqlConnection connection, PostgresChains chains, List<PostgresWork> ready, List<PostgresWork> held)
    {
        if (ready.Exists(static work => work.HasCommands))
            await RunCommandsAsync(connection, ready).ConfigureAwait(false);
        List<PostgresWork> undone = [];
        foreach (PostgresWork work in ready)
        {
            try
            {
                work.Apply(chains);
            }
            catch (RefusedUnitException e)
            {
                work.Refuse(e.Failure);
            }
            catch (Exception e) when (!work.MayWrite)
            {
                work.Refuse(e);
            }
            catch (Exception e)
            {
                work.Fail(e);
                undone.Add(work);
            }
        }

        if (undone.Count > 0)
        {
            // What its commands wrote must not stay: the others run again without it.
            await ExecuteAsync(connection, "ROLLBACK").ConfigureAwait(false);
            PostgresWork[] others = [.. ready.Except(undone)];
            ready.Clear();
            if (others.Length > 0)
                held.AddRange(await RunAsync(others).ConfigureAwait(false));
            return;
        }

        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            if (chains.Rows.Count > 0)
                PostgresChainCommands.AddStore(batch, database, chains);
            batch.AddCommand("COMMIT");
            PostgresCommitWatch watch = new(connection);
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
            watch.RequireConfirmed();
        }

        Complete(chains, ready);
    }

    private void Complete(PostgresChains chains, List<PostgresWork> ready)
    {
        foreach ((string runId, RunHead? locked, RunHead now) in chains.MovedHeads)
            database.KnownHeads.Moved(runId, locked, now);
        database.RefreshSignal.Appended(chains.Rows.Count);
        foreach (PostgresWork work in ready)
            work.Complete();
        database.Instruments.Together(StoreInstruments.Commit, ready.Count);
        ready.Clear();
    }

    private async Task RunCommandsAsync(NpgsqlConnection connection, List<PostgresWork> ready)
    {
        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            long[] lockKeys = [.. ready.SelectMany(static work => work.LockKeys).Distinct()];
            if (lockKeys.Length > 0)
                PostgresCostOperations.AddLock(database, batch, lockKeys);
            PostgresWork[] asking = [.. ready.Where(static work => work.HasCommands)];
            foreach (PostgresWork work in asking)
                work.AddCommands(batch);
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (lockKeys.Length > 0)
                    await PostgresCostOperations.ReadLockAsync(reader).ConfigureAwait(false);
                foreach (PostgresWork work in asking)
                    await work.ReadAsync(reader).ConfigureAwait(false);
            }
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.AddCommand(sql);
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }
}
