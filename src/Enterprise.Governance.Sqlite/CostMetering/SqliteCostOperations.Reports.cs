using System.Globalization;
using Enterprise.Governance.CostMetering;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

internal static partial class SqliteCostOperations
{
    private const string UsageColumns =
        """
        SELECT run_id, call_id, kind, org_id, user_id, model, has_usage, prompt, cached, output, thoughts, tool_use, total, estimated,
            cost_units, amount, currency, settled_at
        FROM cost_usage
        """;

    /// <summary>Reads daily usage in the order of the table's key.</summary>
    internal static IReadOnlyList<DailyUsage> ReadDays(SqliteSession session, DailyUsageQuery query)
    {
        // The order of CostScopeKind, not that of the texts.
        using SqliteDataReader reader = session.Query(
            """
            SELECT day, kind, id, model, calls, estimated_calls, tokens, cost_units FROM cost_daily
            WHERE tenant_id = $tenant AND day BETWEEN $from AND $to AND ($kind IS NULL OR kind = $kind) AND ($id IS NULL OR id = $id)
            ORDER BY day, CASE kind WHEN 'tenant' THEN 0 WHEN 'org' THEN 1 ELSE 2 END, id, model;
            """,
            ("$tenant", query.Tenant), ("$from", SqliteDays.Day(query.From)), ("$to", SqliteDays.Day(query.To)),
            ("$kind", query.Kind is { } kind ? StoredNames.Of(kind) : null), ("$id", query.Id));
        List<DailyUsage> days = [];
        while (reader.Read())
        {
            string model = reader.GetString(3);
            days.Add(new DailyUsage(
                SqliteDays.Day(reader.GetString(0)), StoredNames.ScopeKind(reader.GetString(1)), reader.GetString(2),
                model.Length == 0 ? null : model, reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7)));
        }

        return days;
    }

    /// <summary>Reads the next settled calls of a tenant after (<paramref name="afterRun"/>, <paramref name="afterCall"/>) in the order of the key.</summary>
    internal static List<UsageRow> ReadTenantUsage(SqliteSession session, string tenant, string afterRun, string afterCall, int count)
    {
        using SqliteDataReader reader = session.Query(
            $"{UsageColumns} WHERE tenant_id = $tenant AND (run_id, call_id) > ($after_run, $after_call) ORDER BY run_id, call_id LIMIT $count;",
            ("$tenant", tenant), ("$after_run", afterRun), ("$after_call", afterCall), ("$count", count));
        return ReadRows(reader, tenant);
    }

    /// <summary>Reads the next settled calls of a run after <paramref name="afterCall"/> in the order of the key.</summary>
    internal static List<UsageRow> ReadRunUsage(SqliteSession session, string tenant, string runId, string afterCall, int count)
    {
        using SqliteDataReader reader = session.Query(
            $"{UsageColumns} WHERE tenant_id = $tenant AND run_id = $run AND call_id > $after_call ORDER BY call_id LIMIT $count;",
            ("$tenant", tenant), ("$run", runId), ("$after_call", afterCall), ("$count", count));
        return ReadRows(reader, tenant);
    }

    private static List<UsageRow> ReadRows(SqliteDataReader reader, string tenant)
    {
        List<UsageRow> rows = [];
        while (reader.Read())
            rows.Add(ReadRow(reader, tenant));
        return rows;
    }

    private static UsageRow ReadRow(SqliteDataReader reader, string tenant)
    {
        GovernanceScope scope = new(tenant, Text(3), Text(4));
        string model = reader.GetString(5);
        CostCall call = new(reader.GetString(0), reader.GetString(1), scope, StoredNames.CallKind(reader.GetString(2)), model.Length == 0 ? null : model);
        LlmUsage? usage = reader.GetInt64(6) == 0 ? null : new LlmUsage
        {
            Prompt = Number(7),
            Cached = Number(8),
            Output = Number(9),
            Thoughts = Number(10),
            ToolUse = Number(11),
            Total = Number(12),
            Estimated = reader.GetInt64(13) != 0,
        };
        decimal? amount = Text(15) is { } text ? decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture) : null;
        return new UsageRow(call, usage, reader.GetInt64(14), amount, Text(16), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(17)));

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

        long? Number(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
    }
}
