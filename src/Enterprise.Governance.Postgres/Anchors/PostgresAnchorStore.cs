using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Keeps the log of anchors in PostgreSQL. Thread-safe.</summary>
/// <remarks>
/// A commit is one call of one function, whatever its size: it locks the log's row, looks at size and lease by the server's clock, and inserts in bulk. A snapshot takes two connections, one for the chains and one
/// for the log, that see the same moment (<c>pg_export_snapshot</c>), so that streams of either may be read inside each other's.
/// </remarks>
/// <param name="database">The database, with the tables of <see cref="PostgresFeatures.Ledger"/> and <see cref="PostgresFeatures.Anchoring"/>.</param>
public sealed class PostgresAnchorStore(GovernancePostgresDatabase database) : IAnchorStore
{
    // Of a pool that is nearly used up, two that open a snapshot could each have one connection and wait for the other's: one at a time in a process.
    private static readonly SemaphoreSlim s_opening = new(1, 1);

    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));

    /// <inheritdoc/>
    /// <exception cref="GovernanceException">The log's row is gone (<c>anchor_log_damaged</c>).</exception>
    public ValueTask<bool> TryLeaseAsync(string holder, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(holder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return WriteAsync(
            static (batch, s) => batch.AddCommand(s.database.Sql(Lease)).AddText(s.holder).AddMilliseconds(s.lifetime).AddTime(s.database.Now),
            static reader => reader.IsDBNull(0) ? throw StoredAnchors.Missing() : reader.GetBoolean(0),
            (database: _database, holder, lifetime), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => await WriteAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql("UPDATE {schema}.anchor_log SET lease_holder = NULL, lease_until = NULL WHERE lease_holder = $1 RETURNING true")).AddText(s.holder),
        static _ => true, (database: _database, holder), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<bool> AppendAsync(AnchorCommit commit, CancellationToken cancellationToken)
    {
        StoredAnchors.Require(commit);
        return _database.WriteAsync(
            static (batch, s) => PostgresAnchorCommand.Fill(batch.AddCommand(s.database.Sql(PostgresAnchorCommand.Append)), s.database, s.commit),
            static (reader, _) => PostgresAnswers.ReadBooleanAsync(reader), (database: _database, commit), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ArchiveStatus> ArchiveAsync(AnchorCommit commit, long personalValues, CancellationToken cancellationToken)
    {
        StoredAnchors.RequireTombstone(commit);
        return _database.WriteAsync(
            static (batch, s) => PostgresAnchorCommand.FillArchive(batch.AddCommand(s.database.Sql(PostgresAnchorCommand.Archive)), s.database, s.commit, s.personalValues),
            static async (reader, _) => PostgresAnchorCommand.ParseStatus(await PostgresAnswers.ReadTextAsync(reader).ConfigureAwait(false)), (database: _database, commit, personalValues), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ExtendNoteAsync(long size, string note, string extended, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(extended);
        return extended.StartsWith(note, StringComparison.Ordinal) && await WriteAsync(
            static (batch, s) => batch.AddCommand(s.database.Sql("UPDATE {schema}.anchor_checkpoints SET note = $3 WHERE size = $1 AND note = $2 RETURNING true")).AddBigint(s.size).AddText(s.note).AddText(s.extended),
            static _ => true, (database: _database, size, note, extended), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask MarkPublishedAsync(long size, CancellationToken cancellationToken) => await WriteAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql("UPDATE {schema}.anchor_checkpoints SET published_at = coalesce($2, clock_timestamp()) WHERE size <= $1 AND published_at IS NULL"))
            .AddBigint(s.size).AddTime(s.database.Now),
        static _ => true, (database: _database, size), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IAnchorSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        await s_opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenBothAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            s_opening.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IAnchorSnapshot>> OpenSnapshotsAsync(int atMost, CancellationToken cancellationToken)
    {
        await s_opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            IReadOnlyList<PostgresSnapshot> all = await PostgresSnapshot.OpenManyAsync(_database, atMost, 2, cancellationToken).ConfigureAwait(false);
            return [.. all.Chunk(2).Select(static pair => new PostgresAnchorSnapshot(pair[1], new PostgresLedgerSnapshot(pair[0])))];
        }
        finally
        {
            s_opening.Release();
        }
    }

    private async ValueTask<IAnchorSnapshot> OpenBothAsync(CancellationToken cancellationToken)
    {
        PostgresSnapshot chains = await PostgresSnapshot.OpenAsync(_database, cancellationToken).ConfigureAwait(false);
        try
        {
            return new PostgresAnchorSnapshot(await chains.ShareAsync(cancellationToken).ConfigureAwait(false), new PostgresLedgerSnapshot(chains));
        }
        catch
        {
            await chains.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // NULL if the log has no row. A row that somebody else holds is waited for and looked at again.
    private const string Lease =
        """
        WITH taken AS (
            UPDATE {schema}.anchor_log SET lease_holder = $1, lease_until = coalesce($3, clock_timestamp()) + $2 * interval '1 millisecond'
            WHERE lease_holder IS NULL OR lease_holder = $1 OR lease_until <= coalesce($3, clock_timestamp())
            RETURNING true)
        SELECT (SELECT EXISTS (SELECT FROM taken) FROM {schema}.anchor_log)
        """;

    /// <summary>Runs one statement under the lock timeout; <see langword="false"/> if it returns no row.</summary>
    private ValueTask<bool> WriteAsync<TState>(Action<NpgsqlBatch, TState> fill, Func<NpgsqlDataReader, bool> read, TState state, CancellationToken cancellationToken) => _database.TransactAsync(
        static (batch, s) =>
        {
            batch.AddCommand("SELECT set_config('lock_timeout', $1, true)").AddText(s.timeout);
            s.fill(batch, s.state);
        },
        static async (reader, s) =>
        {
            await PostgresAnswers.ReadTextAsync(reader).ConfigureAwait(false);
            return await reader.ReadAsync().ConfigureAwait(false) && s.read(reader);
        },
        (timeout: _database.LockTimeoutText, fill, read, state), cancellationToken);
}
