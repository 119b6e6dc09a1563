using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>A list query as one statement: its moment, filters, keyset paging and one row more than asked for, to know whether there is a next page.</summary>
internal sealed partial class PostgresProjectionQuery
{
    private readonly ProjectionQuery _query;
    private readonly ImmutableArray<PostgresProjectionColumn> _columns;
    private readonly PostgresProjectionColumn[] _order;
    private readonly List<string?> _values = [];

    private PostgresProjectionQuery(ProjectionDefinition definition, ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query)
    {
        (_query, _columns) = (query, columns);
        _order = [.. (query.OrderBy is { } by ? [by, .. definition.Key.Where(key => key != by)] : definition.Key).Select(Find)];
    }

    internal string Sql { get; private set; } = "";

    /// <summary>Writes the statement, or takes the one of a first page that has been written before: a page is read in less than writing it costs tenfold.</summary>
    internal static PostgresProjectionQuery Build(ProjectionDefinition definition, ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query, PostgresPageTexts texts, GovernancePostgresDatabase database)
    {
        PostgresProjectionQuery statement = new(definition, columns, query);
        if (query.After is null && texts.Find(definition, columns, query) is { } known)
        {
            // In the order in which writing binds them.
            statement.Bind(definition.Name);
            foreach (ProjectionFilter filter in query.Filters.Where(static filter => filter.Value is not null))
                statement.Bind(filter.Value);
            statement.Sql = known;
            return statement;
        }

        // One statement, one snapshot: the rows, and the moment that the refreshing transaction noted beside them.
        string moment = $"(SELECT p.as_of FROM {{schema}}.projections p WHERE p.name = {statement.Bind(definition.Name)}) AS moment";
        StringBuilder sql = new(1024);
        statement.AppendPage(sql, $"{{schema}}.{SqlIdentifier.Parse(definition.Name).Quoted}", moment);
        statement.Sql = database.SqlOnce(sql.ToString());
        if (query.After is null)
            texts.Keep(definition, columns, query, statement.Sql);
        return statement;
    }

    internal void AddTo(NpgsqlBatch batch)
    {
        NpgsqlBatchCommand command = batch.AddCommand(Sql);
        foreach (string? value in _values)
            command.AddText(value);
    }

    /// <summary>Adds the statement in a form whose answer has the moment even where there is no row.</summary>
    internal void AddEmptyTo(NpgsqlBatch batch, GovernancePostgresDatabase database)
    {
        NpgsqlBatchCommand command = batch.AddCommand(database.SqlOnce($"SELECT p.as_of, l.* FROM {{schema}}.projections p LEFT JOIN LATERAL ({Sql}) l ON true WHERE p.name = $1 AND l.moment IS NULL"));
        foreach (string? value in _values)
            command.AddText(value);
    }

    /// <summary>Reads the page. Fields: the moment, then the columns. Nothing if there is no row.</summary>
    internal async Task<ProjectionPage?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        ImmutableArray<ImmutableArray<object?>>.Builder rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>();
        DateTimeOffset? asOf = null;
        string? next = null, last = null;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            asOf ??= reader.TimeOrNull(0);
            if (rows.Count == _query.Limit)
            {
                next = last;
                break;
            }

            object?[] row = new object?[_columns.Length];
            for (int i = 0; i < row.Length; i++)
                row[i] = PostgresProjectionValues.Show(reader, 1 + i, _columns[i].Kind, _columns[i].CanBeNull);
            rows.Add(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(row));
            if (rows.Count == _query.Limit)
                last = PostgresProjectionCursor.Write(_order.Select(column => PostgresProjectionValues.TextOf(reader, 1 + _columns.IndexOf(column), column.Kind)));
        }

        return asOf is { } moment ? Page(rows.ToImmutable(), moment, next) : null;
    }

    internal async Task<ProjectionPage?> ReadEmptyAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Page([], reader.Time(0), null) : null;

    private ProjectionPage Page(ImmutableArray<ImmutableArray<object?>> rows, DateTimeOffset asOf, string? next) => new([.. _columns.Select(static column => column.Name)], rows, asOf, next);

    private string Bind(string? value)
    {
        _values.Add(value);
        return $"${_values.Count.ToString(CultureInfo.InvariantCulture)}";
    }

    private PostgresProjectionColumn Find(string name) => _columns.FirstOrDefault(column => column.Name == name)
        ?? throw new ArgumentException($"there is no column `{name}`; known are {string.Join(", ", _columns.Select(static c => $"`{c.Name}`"))}", nameof(name));
}
