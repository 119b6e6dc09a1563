using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Keeps runs and their leases in PostgreSQL. Thread-safe.</summary>
/// <param name="database">The database, with the tables of <see cref="PostgresFeatures.Core"/>.</param>
/// <param name="sealer">Makes the chain's hashes.</param>
public sealed class PostgresRunStore(GovernancePostgresDatabase database, ChainSealer sealer) : IRunStore
{
    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));
    private readonly ChainSealer _sealer = sealer ?? throw new ArgumentNullException(nameof(sealer));

    /// <inheritdoc/>
    public async ValueTask<bool> CreateAsync(RunRecord run, PreparedEvent started, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);

        // A chain of that id is seen before the lock is taken as well as under it: then no row of a run is made that would have to be undone.
        if (await HasChainAsync(run.RunId, cancellationToken).ConfigureAwait(false))
            return false;
        return await _database.CommitAsync(
            run.RunId,
            static (batch, s) => batch.AddCommand(s.database.Sql("SELECT {schema}.run_create($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"))
                .AddText(s.run.RunId).AddText(s.run.Scope.Tenant).AddText(s.run.Scope.Org).AddText(s.run.Scope.User).AddText(StoredLists.WriteList(s.run.Scope.Roles))
                .AddText(s.run.State.ToStoredName()).AddText(s.run.Title).AddText(StoredLists.WriteList(s.run.Tags)).AddBytes(s.run.Salt).AddTime(s.run.CreatedAt.UtcDateTime),
            static (reader, _) => PostgresAnswers.ReadBooleanAsync(reader),
            static (inserted, chains, s) =>
            {
                if (inserted && chains.HeadOf(s.run.RunId) is not null)
                    throw new GovernanceException("run_busy", $"a chain `{s.run.RunId}` was begun at the same time; try again", isTransient: true);
                if (inserted)
                    chains.Append(s.run.RunId, [s.started], s.sealer);
                return inserted;
            },
            (database: _database, run, started, sealer: _sealer), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<RunRecord?> GetAsync(string runId, CancellationToken cancellationToken) => _database.ReadAsync(
        static (batch, s) => PostgresRunRows.AddRead(batch, s.database, s.runId), static (reader, _, _) => PostgresRunRows.ReadAsync(reader), (database: _database, runId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunTransition> TransitionAsync(string runId, RunState to, IReadOnlyList<PreparedEvent> events, long? fencingToken, CancellationToken cancellationToken) => _database.CommitAsync(
        runId,
        static (batch, s) =>
        {
            batch.AddCommand(s.database.Sql("SELECT status, changed FROM {schema}.run_transition($1, $2, $3::text[], $4, $5)"))
                .AddText(s.runId).AddBigint(s.fencingToken).AddTexts(Enum.GetValues<RunState>().Where(from => from.CanBecome(s.to)).Select(RunStateExtensions.ToStoredName))
                .AddText(s.to.ToStoredName()).AddTime(s.database.Now);
            PostgresRunRows.AddRead(batch, s.database, s.runId);
        },
        static async (reader, _) =>
        {
            await reader.ReadAsync().ConfigureAwait(false);
            (string status, bool changed) = (reader.GetString(0), !reader.IsDBNull(1) && reader.GetBoolean(1));
            await reader.NextResultAsync().ConfigureAwait(false);
            return (status, changed, run: await PostgresRunRows.ReadAsync(reader).ConfigureAwait(false));
        },
        static (answer, chains, s) =>
        {
            PostgresGuard.RequireOk(answer.status, s.runId);
            if (answer.changed)
                chains.Append(s.runId, s.events, s.sealer);
            return new RunTransition(answer.run!, answer.changed);
        },
        (database: _database, runId, to, events, fencingToken, sealer: _sealer), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RunRecord> UpdateAsync(string runId, RunUpdate update, CancellationToken cancellationToken) => await _database.WriteAsync(
        static (batch, s) => PostgresRunRows.AddUpdate(batch, s.database, s.runId, s.update), static (reader, _) => PostgresRunRows.ReadAsync(reader), (database: _database, runId, update), cancellationToken).ConfigureAwait(false)
        ?? throw new GovernanceException("run_not_found", $"there is no run `{runId}`");

    /// <inheritdoc/>
    public ValueTask<RunLease?> AcquireLeaseAsync(string runId, string owner, TimeSpan lifetime, CancellationToken cancellationToken) => _database.WriteAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql("SELECT token, expires_at FROM {schema}.run_acquire_lease($1, $2, $3, $4)"))
            .AddText(s.runId).AddText(s.owner).AddMilliseconds(s.lifetime).AddTime(s.database.Now),
        static async (reader, s) => await reader.ReadAsync().ConfigureAwait(false) && !reader.IsDBNull(0) ? new RunLease(s.runId, s.owner, reader.GetInt64(0), reader.Time(1)) : null,
        (database: _database, runId, owner, lifetime), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RenewLeaseAsync(string runId, long fencingToken, TimeSpan lifetime, CancellationToken cancellationToken) => _database.WriteAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql(
            """
            UPDATE {schema}.runs SET lease_expires_at = coalesce($4, clock_timestamp()) + $3 * interval '1 millisecond'
            WHERE run_id = $1 AND fencing_token = $2 AND lease_expires_at IS NOT NULL RETURNING true
            """)).AddText(s.runId).AddBigint(s.fencingToken).AddMilliseconds(s.lifetime).AddTime(s.database.Now),
        static (reader, _) => reader.ReadAsync(), (database: _database, runId, fencingToken, lifetime), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReleaseLeaseAsync(string runId, long fencingToken, CancellationToken cancellationToken) => await _database.WriteAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql(
            "UPDATE {schema}.runs SET lease_owner = NULL, lease_expires_at = NULL WHERE run_id = $1 AND fencing_token = $2 RETURNING true")).AddText(s.runId).AddBigint(s.fencingToken),
        static (reader, _) => reader.ReadAsync(), (database: _database, runId, fencingToken), cancellationToken).ConfigureAwait(false);

    private ValueTask<bool> HasChainAsync(string runId, CancellationToken cancellationToken) => _database.ReadAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql("SELECT true FROM {schema}.run_heads WHERE run_id = $1")).AddText(s.runId),
        static (reader, _, cancellationToken) => reader.ReadAsync(cancellationToken), (database: _database, runId), cancellationToken);
}
