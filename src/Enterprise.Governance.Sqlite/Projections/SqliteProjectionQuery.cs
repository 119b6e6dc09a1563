using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Sqlite;

/// <summary>A list query as one statement: filters, keyset paging and one row more than asked for, to know whether there is a next page.</summary>
internal sealed class SqliteProjectionQuery
{
    private readonly ImmutableArray<string> _order;

    private SqliteProjectionQuery(ImmutableArray<string> order) => _order = order;

    internal string Sql { get; private set; } = "";

    internal List<(string Name, object Value)> Parameters { get; } = [];

    internal static SqliteProjectionQuery Build(ProjectionDefinition definition, ImmutableArray<string> columns, ProjectionQuery query)
    {
        ImmutableArray<string> order = [.. query.OrderBy is { } by && !definition.Key.Contains(by) ? new[] { by } : [], .. OrderedKey(definition, query)];
        SqliteProjectionQuery statement = new(order);
        StringBuilder sql = new("SELECT ");
        sql.AppendJoin(", ", columns.Select(Quote)).Append(CultureInfo.InvariantCulture, $" FROM {Quote(definition.Name)} WHERE 1 = 1");
        foreach (ProjectionFilter filter in query.Filters)
            sql.Append(" AND ").Append(statement.Condition(columns, filter));
        if (query.OrderBy is { } column)
            Require(columns, column);
        if (query.After is { } after)
            sql.Append(" AND ").Append(statement.Beyond(after, query.Descending));
        string direction = query.Descending ? " DESC" : "";
        sql.Append(" ORDER BY ").AppendJoin(", ", order.Select(name => Sortable(name) + direction)).Append(CultureInfo.InvariantCulture, $" LIMIT {query.Limit + 1};");
        statement.Sql = sql.ToString();
        return statement;
    }

    /// <summary>Returns the cursor of the page after <paramref name="row"/>: the texts of its order columns.</summary>
    internal string CursorAfter(ImmutableArray<string> columns, ImmutableArray<object?> row)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            foreach (string name in _order)
            {
                switch (row[columns.IndexOf(name)])
                {
                    case long number:
                        writer.WriteNumberValue(number);
                        break;
                    case double number:
                        writer.WriteNumberValue(number);
                        break;
                    case var value:
                        writer.WriteStringValue(value as string ?? "");
                        break;
                }
            }

            writer.WriteEndArray();
        }

        return System.Buffers.Text.Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    private static IEnumerable<string> OrderedKey(ProjectionDefinition definition, ProjectionQuery query) => query.OrderBy is { } by && definition.Key.Contains(by)
        ? definition.Key.OrderBy(key => key == by ? 0 : 1)
        : definition.Key;

    private string Condition(ImmutableArray<string> columns, ProjectionFilter filter)
    {
        Require(columns, filter.Column);
        string column = Quote(filter.Column);
        if (filter.Value is null)
            return $"{column} IS NULL";
        string parameter = Bind(filter.Value);
        return filter.Operator switch
        {
            ProjectionOperator.Equal => $"{column} = {parameter}",
            ProjectionOperator.Less => $"{column} < {parameter}",
            ProjectionOperator.Greater => $"{column} > {parameter}",
            ProjectionOperator.Contains => $"instr(lower({column}), lower({parameter})) > 0",
            _ => $"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = {parameter})",
        };
    }

    /// <summary>Rows strictly after the cursor, in the query's order: a row value comparison.</summary>
    private string Beyond(string cursor, bool descending)
    {
        List<string> parameters = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(cursor));
            foreach (JsonElement item in document.RootElement.EnumerateArray())
            {
                parameters.Add(Bind(item.ValueKind switch
                {
                    JsonValueKind.String => item.GetString()!,
                    JsonValueKind.Number when item.TryGetInt64(out long integer) => integer,
                    _ => item.GetDouble(),
                }));
            }
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw new ArgumentException("the cursor is not one that a page gave", nameof(cursor));
        }

        if (parameters.Count != _order.Length)
            throw new ArgumentException("the cursor belongs to another query", nameof(cursor));
        return $"({string.Join(", ", _order.Select(Sortable))}) {(descending ? "<" : ">")} ({string.Join(", ", parameters)})";
    }

    private string Bind(object value)
    {
        string name = $"$p{Parameters.Count}";
        Parameters.Add((name, value));
        return name;
    }

    private static void Require(ImmutableArray<string> columns, string column)
    {
        if (!columns.Contains(column, StringComparer.Ordinal))
            throw new ArgumentException($"there is no column `{column}`; known are {string.Join(", ", columns.Select(static c => $"`{c}`"))}", nameof(column));
    }

    // NULL sorts, and pages, as the empty text: a cursor has no other way to name it.
    private static string Sortable(string column) => $"coalesce({Quote(column)}, '')";

    // INVARIANT: the name has been held against [a-z_][a-z0-9_]* or against the view's own columns.
    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
