using Enterprise.Governance.CostMetering;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>
/// The meter's statements, for <see cref="SqliteCostStore"/> and for whoever holds and settles inside a unit of work of his own. They run
/// under SQLite's write lock (BEGIN IMMEDIATE), so that nothing changes between reading a budget and taking from it; read <c>now</c>
/// inside the unit, after the lock.
/// </summary>
internal static partial class SqliteCostOperations
{
    /// <summary>Extends an active hold; never shortens it. Null if there is none.</summary>
    internal static DateTimeOffset? Renew(SqliteSession session, CostCallKey call, TimeSpan lifetime, DateTimeOffset now)
    {
        object? expiresAt = session.Scalar(
            """
            UPDATE cost_holds SET expires_at = max(expires_at, $expires)
            WHERE tenant_id = $tenant AND run_id = $run AND call_id = $call AND expires_at > $now
            RETURNING expires_at;
            """,
            ("$tenant", call.Tenant), ("$run", call.RunId), ("$call", call.CallId),
            ("$now", now.ToUnixTimeMilliseconds()), ("$expires", (now + lifetime).ToUnixTimeMilliseconds()));
        return expiresAt is long milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    /// <summary>Ends a hold without charging. True if it was active.</summary>
    internal static bool Release(SqliteSession session, CostCallKey call, DateTimeOffset now) =>
        TakeHold(session, call, now) is not null;

    /// <summary>Reads what a run has spent and holds.</summary>
    internal static RunUsage ReadRun(SqliteSession session, string tenant, string runId, DateTimeOffset now)
    {
        (long llmCalls, long toolCalls, long units, long tokens) = ReadSpent(session, tenant, runId);
        (long heldLlm, long heldTool, long heldUnits) = ReadHeld(session, new CostCallKey(tenant, runId, ""), now);
        return new RunUsage(llmCalls, toolCalls, units, tokens, heldLlm, heldTool, heldUnits);
    }

    private static (long LlmCalls, long ToolCalls, long Units, long Tokens) ReadSpent(SqliteSession session, string tenant, string runId)
    {
        using SqliteDataReader reader = session.Query(
            "SELECT llm_calls, tool_calls, cost_units, tokens FROM cost_runs WHERE tenant_id = $tenant AND run_id = $run;",
            ("$tenant", tenant), ("$run", runId));
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)) : default;
    }

    /// <summary>Sums the active holds of a run without the call's own (no call has an empty identifier).</summary>
    private static (long LlmCalls, long ToolCalls, long Units) ReadHeld(SqliteSession session, CostCallKey except, DateTimeOffset now)
    {
        using SqliteDataReader reader = session.Query(
            """
            SELECT count(*) FILTER (WHERE kind = 'llm'), count(*) FILTER (WHERE kind = 'tool'), coalesce(sum(cost_units), 0)
            FROM cost_holds WHERE tenant_id = $tenant AND run_id = $run AND call_id <> $call AND expires_at > $now;
            """,
            ("$tenant", except.Tenant), ("$run", except.RunId), ("$call", except.CallId), ("$now", now.ToUnixTimeMilliseconds()));
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>Deletes the call's hold and returns its units if it was still active.</summary>
    private static long? TakeHold(SqliteSession session, CostCallKey call, DateTimeOffset now)
    {
        using SqliteDataReader reader = session.Query(
            "DELETE FROM cost_holds WHERE tenant_id = $tenant AND run_id = $run AND call_id = $call RETURNING cost_units, expires_at;",
            ("$tenant", call.Tenant), ("$run", call.RunId), ("$call", call.CallId));
        return reader.Read() && reader.GetInt64(1) > now.ToUnixTimeMilliseconds() ? reader.GetInt64(0) : null;
    }
}
