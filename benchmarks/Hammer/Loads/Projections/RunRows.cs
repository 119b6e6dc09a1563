using System.Globalization;
using Hammer.Running;

namespace Hammer.Loads.Projections;

/// <summary>Fills the tables behind the list as their owner, by the server itself: a million runs take less than a minute. Later runs have higher ids, as those that the library makes.</summary>
internal static class RunRows
{
    internal static async Task FillAsync(HammerServer server, string schema, int rows)
    {
        await server.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO {schema}.runs (run_id, tenant_id, org_id, user_id, roles, state, title, tags, salt, created_at, updated_at)
            SELECT 'run-' || lpad(({rows} - 1 - i)::text, 8, '0'), 'tenant-' || i % {RunList.Tenants}, 'org-' || i % 200, 'user-' || i % 5000, '[]', 'running', 'The run with number ' || i, '["vip","eu"]', decode(repeat('00', 32), 'hex'), t, t
            FROM generate_series(0, {rows - 1}) i CROSS JOIN LATERAL (SELECT now() - i * interval '1 second' AS t) c
            """));
        await server.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO {schema}.run_heads (run_id, seq, hash, key_generation) SELECT 'run-' || lpad(({rows} - 1 - i)::text, 8, '0'), 5, repeat('0', 64), 1 FROM generate_series(0, {rows - 1}) i
            """));
        await server.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO {schema}.cost_runs (tenant_id, run_id, llm_calls, tool_calls, cost_units, tokens)
            SELECT 'tenant-' || i % {RunList.Tenants}, 'run-' || lpad(({rows} - 1 - i)::text, 8, '0'), 3, 4, 12, 3456 FROM generate_series(0, {rows - 1}) i
            """));
        foreach (string table in (string[])["runs", "run_heads", "cost_runs"])
            await server.ExecuteAsync($"VACUUM (ANALYZE) {schema}.{table}");
    }
}
