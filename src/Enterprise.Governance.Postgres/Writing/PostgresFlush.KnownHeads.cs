using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

// The one round trip of units that only append, to runs that nobody else moves.
internal sealed partial class PostgresFlush
{
    private const string Unsure = "the connection to PostgreSQL broke while events were stored, and could not be made again to see whether they are; they may be";

    private IReadOnlyList<(string RunId, RunHead? Head)>? FindKnown(List<PostgresWork> ready) =>
        ready.TrueForAll(static work => work.TakesAnyHead) ? database.KnownHeads.Find(ready.Select(static work => work.RunId).Distinct(StringComparer.Ordinal)) : null;

    /// <summary>Seals after the heads that are known and stores if they hold; else everything is done the long way.</summary>
    private async Task TransactAtKnownAsync(IReadOnlyList<(string RunId, RunHead? Head)> heads, List<PostgresWork> ready, List<PostgresWork> held)
    {
        PostgresChains? unsure = null;
        await database.OpenAsync().ConfigureAwait(false);
        NpgsqlConnection connection = await database.DataSource.OpenConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                PostgresChains chains = new(await database.AuditKeys.GetAsync(connection, heads).ConfigureAwait(false));
                foreach ((string runId, RunHead? head) in heads)
                    chains.Lock(runId, head);
                if (TryApply(chains, ready))
                {
                    unsure = chains;
                    if (await StoreAtKnownAsync(connection, chains).ConfigureAwait(false))
                    {
                        Complete(chains, ready);
                        return;
                    }

                    unsure = null;
                }
            }
            catch (Exception e) when (PostgresFailure.IsLostConnection(e))
            {
                // The pool kept a connection that had died, or it died with the answer: whether it happened, the chain tells.
                database.DataSource.Clear();
            }
        }

        foreach ((string runId, _) in heads)
            database.KnownHeads.Forget(runId);
        try
        {
            await TransactAsync(ready, held, gather: null, unsure).ConfigureAwait(false);
        }
        catch (Exception e) when (unsure is not null && e is not GovernanceException)
        {
            // Whoever tried again could do it twice.
            ready.AddRange(held);
            held.Clear();
            throw new GovernanceException("store_unavailable", Unsure, isTransient: true, e);
        }
    }

    /// <summary>Seals everything; what is refused after a head that is only known is told after the one that is.</summary>
    private static bool TryApply(PostgresChains chains, List<PostgresWork> ready)
    {
        try
        {
            ready.ForEach(work => work.Apply(chains));
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task<bool> StoreAtKnownAsync(NpgsqlConnection connection, PostgresChains chains)
    {
        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            if (chains.Rows is [{ PersonalValues.IsEmpty: true } alone])
            {
                PostgresChainCommands.AddAppendAtKnown(batch, database, alone, chains.HeadOf(alone.RunId)!.KeyGeneration);
            }
            else
            {
                batch.AddCommand("BEGIN ISOLATION LEVEL READ COMMITTED");
                PostgresChainCommands.AddStoreAtKnown(batch, database, chains);
                batch.AddCommand("COMMIT");
            }

            PostgresCommitWatch watch = new(connection);
            bool isStored;
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                isStored = await PostgresAnswers.ReadBooleanAsync(reader).ConfigureAwait(false);
            watch.RequireConfirmed();
            return isStored;
        }
    }

    /// <summary>Asks, under the lock on a head, whether an exchange whose answer was lost has happened: all of it has, or nothing. If it has, its units are complete.</summary>
    private async Task<bool> HasLandedAsync(NpgsqlConnection connection, PostgresChains unsure, List<PostgresWork> ready, List<PostgresWork> held)
    {
        if (ready.Count == 0)
            throw new InvalidOperationException("All runs are held by others.");
        StoredEvent sealedRow = unsure.Rows.First(row => row.RunId == ready[0].RunId);
        if (!await HasRowAsync(connection, sealedRow).ConfigureAwait(false))
            return false;
        await ExecuteAsync(connection, "ROLLBACK").ConfigureAwait(false);
        ready.AddRange(held);
        held.Clear();
        Complete(unsure, ready);
        return true;
    }

    private async Task<bool> HasRowAsync(NpgsqlConnection connection, StoredEvent row)
    {
        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.AddCommand(database.Sql("SELECT 1 FROM {schema}.run_events WHERE run_id = $1 AND seq = $2 AND hash = $3")).AddText(row.RunId).AddBigint(row.Seq).AddText(row.Hash);
            return await batch.ExecuteScalarAsync().ConfigureAwait(false) is not null;
        }
    }
}
