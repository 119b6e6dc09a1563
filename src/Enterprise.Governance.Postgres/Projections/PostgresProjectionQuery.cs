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

    internal static PostgresProjectionQuery Build(ProjectionDefinition definition, ImmutableArray<PostgresProjectionColumn> columns, ProjectionQuery query)
    {
        PostgresProjectionQuery statement = new(definition, columns, query);

        // One statement, one snapshot: the rows and the moment that the refreshing transaction noted beside them. The left join keeps the moment of an empty page.
        string name = statement.Bind(definition.Name);
        StringBuilder sql = new("SELECT p.as_of, l.* FROM {schema}.projections p LEFT JOIN LATERAL (");
        statement.AppendPage(sql, $"{{schema}}.{SqlIdentifier.Parse(definition.Name).Quoted}");
        sql.Append(CultureInfo.InvariantCulture, $") l ON true WHERE p.name = {name}");
        statement.AppendOrder(sql, i => $"l.o{i}");
        statement.Sql = sql.ToString();
        return statement;
    }

    internal void AddTo(NpgsqlBatch batch, GovernancePostgresDatabase database)
    {
        // Texts of queries are as many as hosts can think of: they do not belong among the constants that the database keeps.
        NpgsqlBatchCommand command = batch.AddCommand(database.SqlOnce(Sql));
        foreach (string? value in _values)
            command.AddText(value);
    }

    /// <summary>Reads the page. Fields: the moment, whether there is a row, the columns, the order columns.</summary>
    internal async Task<ProjectionPage?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        DateTimeOffset? asOf = null;
        ImmutableArray<ImmutableArray<object?>>.Builder rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>();
        string? next = null, last = null;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            asOf ??= reader.Time(0);
            if (reader.IsDBNull(1))
                continue;
            if (rows.Count == _query.Limit)
            {
                next = last;
                break;
            }

            object?[] row = new object?[_columns.Length];
            for (int i = 0; i < row.Length; i++)
                row[i] = PostgresProjectionValues.Show(reader, 2 + i, _columns[i].Kind);
            rows.Add(ImmutableArray.Create(row));
            if (rows.Count == _query.Limit)
                last = PostgresProjectionCursor.Write(_order.Select(column => PostgresProjectionValues.TextOf(reader, 2 + _columns.IndexOf(column), column.Kind)));
        }

        return asOf is { } moment ? new ProjectionPage([.. _columns.Select(static column => column.Name)], rows.ToImmutable(), moment, next) : null;
    }

    private string Bind(string? value)
    {
        _values.Add(value);
        return $"${_values.Count.ToString(CultureInfo.InvariantCulture)}";
    }

    private PostgresProjectionColumn Find(string name) => _columns.FirstOrDefault(column => column.Name == name)
        ?? throw new ArgumentException($"there is no column `{name}`; known are {string.Join(", ", _columns.Select(static c => $"`{c.Name}`"))}", nameof(name));
}
