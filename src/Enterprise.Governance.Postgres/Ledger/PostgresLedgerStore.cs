using System.Data.Common;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Keeps chains in PostgreSQL. Thread-safe.</summary>
/// <remarks>
/// Appends of one process share transactions (group commit); heads are locked without waiting, so that no run stalls another, and moved by a
/// compare-and-set. <c>docs/operations/postgres.md</c> tells the life of an append.
/// </remarks>
/// <param name="database">The database, with the tables of <see cref="PostgresFeatures.Ledger"/>.</param>
public sealed class PostgresLedgerStore(GovernancePostgresDatabase database) : ILedgerStore
{
    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AuditKeyRecord>> RegisterKeysAsync(IReadOnlyList<AuditKeyRecord> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        try
        {
            await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
            NpgsqlConnection connection = await _database.DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                // From here on it happens: a registration that was half done by this process would only be finished by the next.
                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, CancellationToken.None).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await LockKeysAsync(connection).ConfigureAwait(false);
                    await RegisterAsync(connection, keys, await _database.AuditKeys.ReadAsync(connection).ConfigureAwait(false)).ConfigureAwait(false);
                    IReadOnlyList<AuditKeyRecord> registered = await _database.AuditKeys.ReadAsync(connection).ConfigureAwait(false);
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                    return registered;
                }
            }
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure && failure != e)
        {
            throw failure;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AppendReceipt>> AppendAsync(AppendRequest request, ChainSealer sealer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return await _database.Writes.EnqueueAsync(new PostgresAppendWork(_database, request, sealer), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            // The queue cancels only units that it has not taken.
            throw new AppendCanceledException(mayHaveLanded: false, e, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AppendReceipt>> AppendAsync(DbTransaction transaction, IReadOnlyList<AppendRequest> requests, ChainSealer sealer, CancellationToken cancellationToken) =>
        new PostgresHostTransaction(_database, sealer).AppendAsync(transaction, requests, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> EraseAsync(string runId, CancellationToken cancellationToken) => _database.WriteAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql(
            "WITH erased AS (DELETE FROM {schema}.run_event_values WHERE run_id = $1 RETURNING 1) SELECT count(*) FROM erased")).AddText(s.runId),
        static async (reader, _) => await reader.ReadAsync().ConfigureAwait(false) ? reader.GetInt64(0) : 0,
        (database: _database, runId), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        new PostgresLedgerSnapshot(await PostgresSnapshot.OpenAsync(_database, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ILedgerSnapshot>> OpenSnapshotsAsync(int atMost, CancellationToken cancellationToken) =>
        [.. (await PostgresSnapshot.OpenManyAsync(_database, atMost, 1, cancellationToken).ConfigureAwait(false)).Select(static snapshot => new PostgresLedgerSnapshot(snapshot))];

    private async Task LockKeysAsync(NpgsqlConnection connection)
    {
        NpgsqlBatch batch = _database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.AddCommand("SELECT set_config('lock_timeout', $1, true)").AddText(_database.LockTimeoutText);
            batch.AddCommand(_database.Sql("LOCK TABLE {schema}.audit_keys IN SHARE ROW EXCLUSIVE MODE"));
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }

    private async Task RegisterAsync(NpgsqlConnection connection, IReadOnlyList<AuditKeyRecord> keys, IReadOnlyList<AuditKeyRecord> known)
    {
        NpgsqlBatch batch = _database.CreateBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (AuditKeyRecord key in keys)
            {
                AuditKeyRecord? stored = known.FirstOrDefault(record => record.Kid == key.Kid);
                if (stored is not null && stored.CheckValue != key.CheckValue)
                    throw new LedgerException("audit_key_changed", $"the audit key `{key.Kid}` is not the one this database was written with; give a new secret a new kid");
                if (stored is null)
                {
                    batch.AddCommand(_database.Sql("INSERT INTO {schema}.audit_keys (kid, alg, generation, check_value) VALUES ($1, $2, NULL, $3)"))
                        .AddText(key.Kid).AddText(key.Algorithm).AddText(key.CheckValue);
                }
            }

            // A generation is set once, when its key is first active; a repeat changes nothing. The table is locked, so max is the newest.
            batch.AddCommand(_database.Sql(
                "UPDATE {schema}.audit_keys SET generation = (SELECT coalesce(max(generation), 0) + 1 FROM {schema}.audit_keys) WHERE kid = $1 AND generation IS NULL")).AddText(keys[0].Kid);
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }
}
