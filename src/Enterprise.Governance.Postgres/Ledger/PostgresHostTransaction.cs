using System.Data.Common;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Appends in a transaction of the host's: locks the heads in the order of their ids, waiting at most <c>LockTimeout</c> for each.</summary>
/// <remarks>Under a savepoint, so that a refusal or a lock timeout leaves the transaction usable. Any isolation level: above READ COMMITTED a head that moved is a collision.</remarks>
internal sealed class PostgresHostTransaction(GovernancePostgresDatabase database, ChainSealer sealer)
{
    internal async ValueTask<IReadOnlyList<AppendReceipt>> AppendAsync(DbTransaction transaction, IReadOnlyList<AppendRequest> requests, CancellationToken cancellationToken)
    {
        if (transaction is not NpgsqlTransaction { Connection: { } connection })
            throw new ArgumentException("the transaction must be an open `NpgsqlTransaction` on the ledger's database", nameof(transaction));
        if (requests.Select(static request => request.RunId).Distinct(StringComparer.Ordinal).Count() != requests.Count)
            throw new ArgumentException("a run comes twice; put its events into one append", nameof(requests));
        await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await AppendAsync(connection, requests, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerException e)
        {
            if (!await e.CatchUpAsync(cancellationToken).ConfigureAwait(false))
                throw;
        }

        return await AppendAsync(connection, requests, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<AppendReceipt>> AppendAsync(NpgsqlConnection connection, IReadOnlyList<AppendRequest> requests, CancellationToken cancellationToken)
    {
        PostgresAppendWork[] works = [.. requests.Select(request => new PostgresAppendWork(database, request, sealer))];
        try
        {
            PostgresChains chains = await LockAsync(connection, works, cancellationToken).ConfigureAwait(false);
            AppendReceipt[] receipts = [.. works.SelectMany(work => work.Receipts(chains))];
            await StoreAsync(connection, chains).ConfigureAwait(false);

            // The host has not committed yet; it is a hint, and what a refresh now would miss stays in the feed.
            database.RefreshSignal.Appended(chains.Rows.Count);
            return receipts;
        }
        catch (Exception e)
        {
            await UndoAsync(connection).ConfigureAwait(false);
            throw PostgresFailure.Translate(e) is var translated && translated != e ? translated : e;
        }
    }

    private async Task<PostgresChains> LockAsync(NpgsqlConnection connection, PostgresAppendWork[] works, CancellationToken cancellationToken)
    {
        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.AddCommand("SAVEPOINT governance_append");
            PostgresChainCommands.AddLock(batch, database, works.Select(static work => work.RunId));
            PostgresAppendWork[] asking = [.. works.Where(static work => work.HasCommands)];
            foreach (PostgresAppendWork work in asking)
                work.AddCommands(batch);
            List<(string RunId, RunHead? Head)> heads;
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                heads = await PostgresChainCommands.ReadHeadsAsync(reader).ConfigureAwait(false);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                foreach (PostgresAppendWork work in asking)
                    await work.ReadAsync(reader).ConfigureAwait(false);
            }

            PostgresChains chains = new(await database.AuditKeys.GetAsync(connection, heads).ConfigureAwait(false));
            foreach ((string runId, RunHead? head) in heads)
                chains.Lock(runId, head);
            return chains;
        }
    }

    private async Task StoreAsync(NpgsqlConnection connection, PostgresChains chains)
    {
        NpgsqlBatch batch = database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            if (chains.Rows.Count > 0)
                PostgresChainCommands.AddStore(batch, database, chains);
            batch.AddCommand("RELEASE SAVEPOINT governance_append");
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }

    private async Task UndoAsync(NpgsqlConnection connection)
    {
        try
        {
            NpgsqlBatch batch = database.CreateBatch(connection);
            await using (batch.ConfigureAwait(false))
            {
                batch.AddCommand("ROLLBACK TO SAVEPOINT governance_append");
                batch.AddCommand("RELEASE SAVEPOINT governance_append");
                await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, or there was no savepoint yet: the first error says what happened.
        }
    }
}
