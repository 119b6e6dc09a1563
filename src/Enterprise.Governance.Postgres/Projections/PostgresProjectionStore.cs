using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics.Metrics;
using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Projections as materialized views of PostgreSQL, or as tables that refreshes keep up to date by key. Thread-safe.</summary>
/// <remarks>
/// One refresh of a projection at a time, whatever the number of processes; requests that arrive while one runs share one more. Readers are never blocked by a
/// refresh, and writers wait for none. A page and its <c>as_of</c> are of one snapshot.
/// </remarks>
public sealed partial class PostgresProjectionStore : IProjectionStore
{
    private readonly GovernancePostgresDatabase _database;

    // Columns of lists as they were last seen; an entry is dropped when a query fails over it.
    private readonly ConcurrentDictionary<string, ImmutableArray<PostgresProjectionColumn>> _columns = new(StringComparer.Ordinal);

    private readonly PostgresPageTexts _texts = new();

    /// <summary>Creates the store.</summary>
    /// <param name="database">The database, with the tables of <see cref="PostgresFeatures.Projections"/>.</param>
    /// <param name="options">With what it refreshes, and for how long; the defaults if absent.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="ProjectionsDiagnostics"/>.</param>
    public PostgresProjectionStore(GovernancePostgresDatabase database, PostgresRefreshOptions? options = null, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _refreshes = new PostgresRefreshes(database, options?.DataSource ?? database.DataSource, options?.Timeout ?? new PostgresRefreshOptions().Timeout, new PostgresRefreshMetrics(meterFactory));
    }

    /// <inheritdoc/>
    public ValueTask StartAsync(IReadOnlyList<ProjectionDefinition> definitions, CancellationToken cancellationToken) =>
        PostgresProjectionSchema.EnsureAsync(_database, definitions, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ProjectionPage> QueryAsync(ProjectionDefinition definition, ProjectionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(query);
        bool isKnown = _columns.TryGetValue(definition.Name, out ImmutableArray<PostgresProjectionColumn> columns);
        try
        {
            if (!isKnown)
                _columns[definition.Name] = columns = await PostgresProjectionColumns.ReadAsync(_database, definition.Name, cancellationToken).ConfigureAwait(false);
            return await ReadPageAsync(definition, columns, query, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (isKnown && IsOutdated(e))
        {
            // Another process has replaced the projection by one with other columns. Asked again, its catalog entry is read first.
            _columns.TryRemove(definition.Name, out _);
            return await QueryAsync(definition, query, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<ProjectionPage> ReadPageAsync(ProjectionDefinition definition, ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query, CancellationToken cancellationToken)
    {
        PostgresProjectionQuery statement = PostgresProjectionQuery.Build(definition, columns, query, _texts, _database);
        ProjectionPage? page;
        try
        {
            // A page without rows has no row to carry the moment. Rows that come between the two statements are a matter for the next try.
            page = null;
            for (int i = 0; page is null && i < 3; i++)
            {
                page = await _database.ReadAsync(
                    static (batch, s) => s.statement.AddTo(batch), static (reader, s, cancellationToken) => s.statement.ReadAsync(reader, cancellationToken),
                    (statement, _database), cancellationToken).ConfigureAwait(false)
                    ?? await _database.ReadAsync(
                        static (batch, s) => s.statement.AddEmptyTo(batch, s._database), static (reader, s, cancellationToken) => s.statement.ReadEmptyAsync(reader, cancellationToken),
                        (statement, _database), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (GovernanceException e) when (e.InnerException is PostgresException refused && refused.SqlState[..2] is "22" or "23")
        {
            throw await ExplainAsync(columns, query, e, cancellationToken).ConfigureAwait(false);
        }
        catch (GovernanceException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ObjectNotInPrerequisiteState })
        {
            throw new GovernanceException("projection_not_populated", $"the projection `{definition.Name}` has not been computed yet; refresh it", isTransient: true, e.InnerException);
        }

        if (page is null)
            throw new GovernanceException("schema_mismatch", $"the projection `{definition.Name}` is not registered in the database; start the host once with SchemaMode Apply, as the role that owns the schema");
        _refreshes.Metrics.Shown(definition.Name, _database.UtcNow - page.AsOf);
        return page;
    }

    /// <summary>Finds out which text of the query its column refused: nothing of it is repeated but the kind.</summary>
    private async ValueTask<Exception> ExplainAsync(ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query, Exception failure, CancellationToken cancellationToken)
    {
        foreach (ProjectionFilter filter in query.Filters.Where(static filter => filter.Value is not null))
        {
            PostgresProjectionColumn column = columns.First(column => column.Name == filter.Column);
            string type = filter.Operator is ProjectionOperator.Contains or ProjectionOperator.HasElement ? "text" : column.Cast("$1");
            try
            {
                await _database.ReadAsync(
                    static (batch, s) => batch.AddCommand($"SELECT {(s.type == "text" ? "$1::text" : s.type)} IS NULL").AddText(s.filter.Value), static (reader, _, cancellationToken) => reader.ReadAsync(cancellationToken),
                    (type, filter), cancellationToken).ConfigureAwait(false);
            }
            catch (GovernanceException e) when (e.InnerException is PostgresException refused && refused.SqlState[..2] is "22" or "23")
            {
                return new ArgumentException($"the value for column `{filter.Column}` is no {column.TypeName}", nameof(query));
            }

            if (filter.Operator == ProjectionOperator.HasElement && column.IsText)
                return new ArgumentException($"the column `{filter.Column}` holds a text that is no JSON; it has no elements", nameof(query));
        }

        return query.After is { } after ? PostgresProjectionCursor.NotGiven(after) : failure;
    }

    private static bool IsOutdated(Exception exception) => exception switch
    {
        GovernanceException { InnerException: PostgresException e } => e.SqlState is PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.WrongObjectType or PostgresErrorCodes.CannotCoerce
            || e.SqlState.StartsWith("22", StringComparison.Ordinal),
        ArgumentException or InvalidCastException => true,
        _ => false,
    };
}
