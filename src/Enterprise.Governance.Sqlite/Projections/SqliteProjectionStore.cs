using System.Collections.Immutable;
using System.Data.Common;
using Enterprise.Governance.Projections;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Projections as plain SQLite views: always fresh, so <c>as_of</c> is the moment of the read.</summary>
/// <param name="database">The database.</param>
public sealed class SqliteProjectionStore(GovernanceSqliteDatabase database) : IProjectionStore
{
    /// <inheritdoc/>
    public async ValueTask StartAsync(IReadOnlyList<ProjectionDefinition> definitions, CancellationToken cancellationToken)
    {
        if (database.SchemaMode == SchemaMode.None)
            return;
        await database.WriteAsync(
            static (context, s) =>
            {
                foreach (ProjectionDefinition definition in s.definitions)
                    SqliteProjectionViews.Ensure(context.Session, definition, s.mode);
                return true;
            },
            (definitions, mode: database.SchemaMode), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<ProjectionPage> QueryAsync(ProjectionDefinition definition, ProjectionQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        static (session, s) => Read(session, s.definition, s.query, s.time), (definition, query, time: database.TimeProvider), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ProjectionStatus> RefreshAsync(ProjectionDefinition definition, CancellationToken cancellationToken) => GetStatusAsync(definition, cancellationToken);

    /// <inheritdoc/>
    public void RequestRefresh()
    {
    }

    /// <inheritdoc/>
    public ValueTask MarkDirtyAsync(ProjectionDefinition definition, IReadOnlyList<string> keys, DbTransaction? transaction, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public async ValueTask<ProjectionRebuild> RebuildAsync(ProjectionDefinition definition, bool verify, CancellationToken cancellationToken) =>
        new(await GetStatusAsync(definition, cancellationToken).ConfigureAwait(false), verify ? 0 : null);

    /// <inheritdoc/>
    public ValueTask<ProjectionStatus> GetStatusAsync(ProjectionDefinition definition, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ProjectionStatus(definition.Name, database.TimeProvider.GetUtcNow(), IsAlwaysFresh: true));

    private static ProjectionPage Read(SqliteSession session, ProjectionDefinition definition, ProjectionQuery query, TimeProvider time)
    {
        ImmutableArray<string> columns = SqliteProjectionViews.ReadColumns(session, definition.Name);
        SqliteProjectionQuery statement = SqliteProjectionQuery.Build(definition, columns, query);
        using SqliteCommand command = session.Connection.CreateCommand();
        command.CommandText = statement.Sql;
        foreach ((string name, object value) in statement.Parameters)
            command.Parameters.AddWithValue(name, value);
        ImmutableArray<ImmutableArray<object?>>.Builder rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>();

        // The snapshot begins with its first read, which is this one.
        DateTimeOffset asOf = time.GetUtcNow();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            object?[] row = new object?[columns.Length];
            for (int i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add([.. row]);
        }

        bool hasMore = rows.Count > query.Limit;
        if (hasMore)
            rows.RemoveAt(rows.Count - 1);
        return new ProjectionPage(columns, rows.ToImmutable(), asOf, hasMore ? statement.CursorAfter(columns, rows[^1]) : null);
    }
}
