using Enterprise.Governance.CostMetering;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>The meter's queries. Each is one statement, so one snapshot.</summary>
internal static class PostgresCostReports
{
    internal const string Run =
        """
        SELECT coalesce(r.llm_calls, 0), coalesce(r.tool_calls, 0), coalesce(r.cost_units, 0), coalesce(r.tokens, 0), h.llm, h.tool, h.units
        FROM (SELECT count(*) FILTER (WHERE kind = 'llm') AS llm, count(*) FILTER (WHERE kind = 'tool') AS tool,
                  least(coalesce(sum(cost_units), 0), 9000000000000000000)::bigint AS units
              FROM {schema}.cost_holds WHERE tenant_id = $1 AND run_id = $2 AND expires_at > coalesce($3, clock_timestamp())) h
        LEFT JOIN {schema}.cost_runs r ON r.tenant_id = $1 AND r.run_id = $2
        """;

    // The order of CostScopeKind, not that of the texts.
    internal const string Days =
        """
        SELECT day, kind, id, model, calls, estimated_calls, tokens, cost_units FROM {schema}.cost_daily
        WHERE tenant_id = $1 AND day BETWEEN $2 AND $3 AND ($4 IS NULL OR kind = $4) AND ($5 IS NULL OR id = $5)
        ORDER BY day, CASE kind WHEN 'tenant' THEN 0 WHEN 'org' THEN 1 ELSE 2 END, id, model
        """;

    internal const string TenantUsage = $"{UsageColumns} WHERE tenant_id = $1 AND (run_id, call_id) > ($2, $3) ORDER BY run_id, call_id LIMIT $4";

    internal const string RunUsage = $"{UsageColumns} WHERE tenant_id = $1 AND run_id = $2 AND call_id > $3 ORDER BY call_id LIMIT $4";

    private const string UsageColumns =
        """
        SELECT run_id, call_id, kind, org_id, user_id, model, has_usage, prompt, cached, output, thoughts, tool_use, total, estimated,
            cost_units, amount, currency, settled_at
        FROM {schema}.cost_usage
        """;

    internal static async Task<RunUsage> ReadRunAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new RunUsage(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6));
    }

    internal static async Task<IReadOnlyList<DailyUsage>> ReadDaysAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<DailyUsage> days = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            days.Add(new DailyUsage(
                DateOnly.FromDateTime(reader.GetDateTime(0)), StoredNames.ScopeKind(reader.GetString(1)), reader.GetString(2), Model(reader.GetString(3)),
                reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7)));
        }

        return days;
    }

    internal static async Task<List<UsageRow>> ReadUsageAsync(NpgsqlDataReader reader, string tenant, CancellationToken cancellationToken)
    {
        List<UsageRow> rows = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(ReadRow(reader, tenant));
        return rows;
    }

    private static UsageRow ReadRow(NpgsqlDataReader reader, string tenant)
    {
        GovernanceScope scope = new(tenant, reader.TextOrNull(3), reader.TextOrNull(4));
        CostCall call = new(reader.GetString(0), reader.GetString(1), scope, StoredNames.CallKind(reader.GetString(2)), Model(reader.GetString(5)));
        LlmUsage? usage = !reader.GetBoolean(6) ? null : new LlmUsage
        {
            Prompt = reader.BigintOrNull(7),
            Cached = reader.BigintOrNull(8),
            Output = reader.BigintOrNull(9),
            Thoughts = reader.BigintOrNull(10),
            ToolUse = reader.BigintOrNull(11),
            Total = reader.BigintOrNull(12),
            Estimated = reader.GetBoolean(13),
        };
        return new UsageRow(call, usage, reader.GetInt64(14), reader.IsDBNull(15) ? null : reader.GetDecimal(15), reader.TextOrNull(16), reader.Time(17));
    }

    private static string? Model(string text) => text.Length == 0 ? null : text;
}
