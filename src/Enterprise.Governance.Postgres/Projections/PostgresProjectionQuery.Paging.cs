using System.Globalization;
using System.Text;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres;

// NULL is the lowest value. So that an index range answers each part, a page after a cursor is the parts one after another: the rows that share the
// cursor's NULL, the rows beyond its value, the rows whose NULL comes last.
internal sealed partial class PostgresProjectionQuery
{
    /// <summary>Appends the page; <paramref name="moment"/> is an expression that comes first in every row.</summary>
    private void AppendPage(StringBuilder sql, string table, string moment)
    {
        string[] parts = [""];
        if (_query.After is { } after)
        {
            string?[] cursor = PostgresProjectionCursor.Read(after, _order.Length);
            parts = [.. Beyond([.. _order.Zip(cursor, (column, value) => (column, value is null ? null : column.Cast(Bind(value))))])];
        }

        if (parts.Length == 1)
        {
            AppendPart(sql, table, moment, parts[0], withOrder: false);
            return;
        }

        sql.Append("SELECT * FROM (");
        for (int i = 0; i < parts.Length; i++)
        {
            sql.Append(i == 0 ? "(" : ") UNION ALL (");
            AppendPart(sql, table, moment, parts[i], withOrder: true);
        }

        sql.Append(")) u");
        AppendOrder(sql, static i => $"u.o{i}");
        AppendLimit(sql);
    }

    /// <summary>Rows strictly after the cursor. The key's own columns are compared as a row where nothing is NULL, which an index answers as one range.</summary>
    private IEnumerable<string> Beyond((PostgresProjectionColumn Column, string? Value)[] cursor)
    {
        int firstNull = Array.FindIndex(cursor, static item => item.Value is null);
        (PostgresProjectionColumn Column, string? Value)[] range = firstNull < 0 ? cursor : cursor[..firstNull];
        if (range.Length > 0)
        {
            yield return $"({string.Join(", ", range.Select(static item => item.Column.Ordered))}) {(_query.Descending ? "<" : ">")} ({string.Join(", ", range.Select(static item => item.Value))})";

            // A row comparison never holds where it meets a NULL; descending, these rows come after those with a value.
            for (int i = 0; _query.Descending && i < range.Length; i++)
            {
                if (range[i].Column.CanBeNull)
                    yield return $"{Same(range[..i])}{range[i].Column.Ordered} IS NULL";
            }
        }

        if (firstNull < 0)
            yield break;
        string same = $"{Same(range)}{cursor[firstNull].Column.Ordered} IS NULL";
        if (!_query.Descending)
            yield return $"{Same(range)}{cursor[firstNull].Column.Ordered} IS NOT NULL";
        foreach (string rest in firstNull + 1 < cursor.Length ? Beyond(cursor[(firstNull + 1)..]) : [])
            yield return $"{same} AND {rest}";
    }

    private static string Same((PostgresProjectionColumn Column, string? Value)[] items) => string.Concat(items.Select(static item => $"{item.Column.Ordered} = {item.Value} AND "));

    private void AppendPart(StringBuilder sql, string table, string moment, string condition, bool withOrder)
    {
        sql.Append("SELECT ").Append(moment);
        for (int i = 0; i < _columns.Length; i++)
            sql.Append(CultureInfo.InvariantCulture, $", {_columns[i].Shown} AS c{i}");
        for (int i = 0; withOrder && i < _order.Length; i++)
            sql.Append(CultureInfo.InvariantCulture, $", {_order[i].Ordered} AS o{i}");
        sql.Append(CultureInfo.InvariantCulture, $" FROM {table} WHERE {(condition.Length == 0 ? "true" : condition)}");
        foreach (ProjectionFilter filter in _query.Filters)
            sql.Append(" AND ").Append(Condition(filter));
        AppendOrder(sql, i => _order[i].Ordered);
        AppendLimit(sql);
    }

    private string Condition(ProjectionFilter filter)
    {
        PostgresProjectionColumn column = Find(filter.Column);
        if (filter.Value is null)
            return $"{column.Quoted} IS NULL";
        string parameter = Bind(filter.Value);
        return filter.Operator switch
        {
            ProjectionOperator.Equal => $"{column.Ordered} = {column.Cast(parameter)}",
            ProjectionOperator.Less => $"{column.Ordered} < {column.Cast(parameter)}",
            ProjectionOperator.Greater => $"{column.Ordered} > {column.Cast(parameter)}",

            // Under the collation "C" lower() changes A to Z and nothing else.
            ProjectionOperator.Contains => $"strpos(lower({column.Quoted}::text COLLATE \"C\"), lower({parameter}::text COLLATE \"C\")) > 0",
            _ => $"CASE WHEN jsonb_typeof({column.Quoted}::jsonb) = 'array' THEN {column.Quoted}::jsonb ? {parameter}::text END",
        };
    }

    private void AppendOrder(StringBuilder sql, Func<int, string> expression) =>
        sql.Append(" ORDER BY ").AppendJoin(", ", _order.Select((_, i) => expression(i) + (_query.Descending ? " DESC NULLS LAST" : " ASC NULLS FIRST")));

    private void AppendLimit(StringBuilder sql) => sql.Append(CultureInfo.InvariantCulture, $" LIMIT {_query.Limit + 1}");
}
