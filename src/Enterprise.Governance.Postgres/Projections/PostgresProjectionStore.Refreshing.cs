using System.Data.Common;
using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres;

// Refreshes, what they are told, and how they stand.
public sealed partial class PostgresProjectionStore
{
    private readonly PostgresRefreshes _refreshes;

    internal PostgresRefreshes Refreshes => _refreshes;

    internal GovernancePostgresDatabase Database => _database;

    /// <summary>Gets what wakes the refresher of this process.</summary>
    internal PostgresRefreshSignal Signal => _database.RefreshSignal;

    /// <inheritdoc/>
    public async ValueTask<ProjectionStatus> RefreshAsync(ProjectionDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return (await _refreshes.ShareAsync(definition.Name).WaitAsync(cancellationToken).ConfigureAwait(false)).Status;
    }

    /// <inheritdoc/>
    public void RequestRefresh() => Signal.Request();

    /// <inheritdoc/>
    public async ValueTask MarkDirtyAsync(ProjectionDefinition definition, IReadOnlyList<string> keys, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(keys);
        if (transaction is not (null or NpgsqlTransaction { Connection: not null }))
            throw new ArgumentException("the transaction must be an open `NpgsqlTransaction` on the projections' database", nameof(transaction));
        if (keys.Count == 0)
            return;
        await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await PostgresDirtyMarks.AddAsync(_database, definition, keys, transaction as NpgsqlTransaction, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ProjectionRebuild> RebuildAsync(ProjectionDefinition definition, bool verify, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        long? differences = null;
        if (verify)
        {
            await _refreshes.ShareAsync(definition.Name).WaitAsync(cancellationToken).ConfigureAwait(false);
            differences = await _refreshes.CountDifferencesAsync(definition.Name).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        PostgresRefreshOutcome rebuilt = await _refreshes.RunAsync(definition.Name, isAutomatic: false, isRebuild: true).WaitAsync(cancellationToken).ConfigureAwait(false);
        return new ProjectionRebuild(rebuilt.Status, differences);
    }

    /// <inheritdoc/>
    public async ValueTask<ProjectionStatus> GetStatusAsync(ProjectionDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return await _database.ReadAsync(
            static (batch, s) => batch.AddCommand(s._database.Sql(Status)).AddText(s.definition.Name),
            static async (reader, s, cancellationToken) => !await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? null : new ProjectionStatus(s.definition.Name, reader.Time(0), IsAlwaysFresh: false)
            {
                Mode = reader.GetString(1) == "incremental" ? ProjectionMode.Incremental : ProjectionMode.Materialized,
                LastSuccess = reader.TimeOrNull(2),
                LastDuration = reader.IsDBNull(3) ? null : TimeSpan.FromMilliseconds(reader.GetDouble(3)),
                LastFailure = reader.TimeOrNull(4),
                LastFailureCode = reader.TextOrNull(5),
                IsRunning = reader.GetBoolean(6),
                IsDirty = reader.GetBoolean(7),
            },
            (_database, definition), cancellationToken).ConfigureAwait(false)
            ?? throw new GovernanceException("schema_mismatch", $"the projection `{definition.Name}` is not registered in the database; start the host once with SchemaMode Apply, as the role that owns the schema");
    }

    /// <summary>Finds the projections that the database has, whichever host registered them. For tools: their queries are not told.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The definitions without their SQL, ordered by name.</returns>
    public ValueTask<IReadOnlyList<ProjectionDefinition>> FindDefinitionsAsync(CancellationToken cancellationToken = default) => _database.ReadAsync(
        static (batch, database) => batch.AddCommand(database.Sql("SELECT name, array_to_string(key_columns, ','), mode FROM {schema}.projections ORDER BY name")),
        static async (reader, _, cancellationToken) =>
        {
            List<ProjectionDefinition> definitions = [];
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                definitions.Add(new ProjectionDefinition(reader.GetString(0), null, reader.GetString(1).Split(','))
                {
                    Mode = reader.GetString(2) == "incremental" ? ProjectionMode.Incremental : ProjectionMode.Materialized,
                });
            }

            return (IReadOnlyList<ProjectionDefinition>)definitions;
        },
        _database, cancellationToken);

    // The lock's number stands in pg_locks in two halves. Whoever waits for it has not been granted it.
    private const string Status =
        """
        SELECT p.as_of, p.mode, p.refreshed_at, p.duration_ms, p.failed_at, p.failure,
               EXISTS (SELECT FROM pg_catalog.pg_locks l, (SELECT {schema}.projection_lock_key(p.name) AS key) k
                       WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                         AND l.objsubid = 1 AND l.classid::bigint = (k.key >> 32) & 4294967295 AND l.objid::bigint = k.key & 4294967295),
               EXISTS (SELECT FROM {schema}.projection_dirty d WHERE d.projection = p.name)
        FROM {schema}.projections p WHERE p.name = $1
        """;
}
