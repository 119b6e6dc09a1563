using System.Globalization;
using Enterprise.Governance.CostMetering;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

internal static partial class SqliteCostOperations
{
    /// <summary>Charges a call once, to its run and to the day of <paramref name="now"/>, and ends its hold.</summary>
    internal static CostCharge Settle(SqliteSession session, CostSettlement settlement, DateTimeOffset now)
    {
        CostCallKey call = settlement.Call.Key;
        if (ReadSettled(session, call) is { } first)
            return first;
        long? heldUnits = TakeHold(session, call, now);
        InsertUsage(session, settlement, now);
        AddToRun(session, settlement);
        if (settlement.Call.Kind == CostCallKind.Llm)
        {
            AddToDay(session, settlement, CostScopeKind.Tenant, call.Tenant, now);
            AddToDay(session, settlement, CostScopeKind.Org, settlement.Call.Scope.Org, now);
            AddToDay(session, settlement, CostScopeKind.User, settlement.Call.Scope.User, now);
        }

        return new CostCharge(settlement.Units, settlement.Tokens, IsRepeat: false, heldUnits, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
    }

    private static CostCharge? ReadSettled(SqliteSession session, CostCallKey call)
    {
        using SqliteDataReader reader = session.Query(
            "SELECT cost_units, tokens, settled_at FROM cost_usage WHERE tenant_id = $tenant AND run_id = $run AND call_id = $call;",
            ("$tenant", call.Tenant), ("$run", call.RunId), ("$call", call.CallId));
        return reader.Read()
            ? new CostCharge(reader.GetInt64(0), reader.GetInt64(1), IsRepeat: true, HeldUnits: null, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)))
            : null;
    }

    private static void InsertUsage(SqliteSession session, CostSettlement settlement, DateTimeOffset now)
    {
        CostCall call = settlement.Call;
        LlmUsage? usage = settlement.Usage;
        session.Execute(
            """
            INSERT INTO cost_usage (tenant_id, run_id, call_id, kind, org_id, user_id, model, has_usage, prompt, cached, output, thoughts, tool_use, total,
                estimated, tokens, cost_units, amount, currency, settled_at)
            VALUES ($tenant, $run, $call, $kind, $org, $user, $model, $has_usage, $prompt, $cached, $output, $thoughts, $tool_use, $total,
                $estimated, $tokens, $units, $amount, $currency, $now);
            """,
            ("$tenant", call.Scope.Tenant), ("$run", call.RunId), ("$call", call.CallId), ("$kind", StoredNames.Of(call.Kind)),
            ("$org", call.Scope.Org), ("$user", call.Scope.User), ("$model", call.Model ?? ""), ("$has_usage", usage is null ? 0 : 1),
            ("$prompt", usage?.Prompt), ("$cached", usage?.Cached), ("$output", usage?.Output), ("$thoughts", usage?.Thoughts),
            ("$tool_use", usage?.ToolUse), ("$total", usage?.Total), ("$estimated", usage?.Estimated == true ? 1 : 0),
            ("$tokens", settlement.Tokens), ("$units", settlement.Units),
            ("$amount", settlement.Amount?.ToString(CultureInfo.InvariantCulture)), ("$currency", settlement.Currency),
            ("$now", now.ToUnixTimeMilliseconds()));
    }

    // The addend is at most 10^15, so that capping the sum at 9 × 10^18 keeps it an integer for ever.
    private static void AddToRun(SqliteSession session, CostSettlement settlement) => session.Execute(
        """
        INSERT INTO cost_runs (tenant_id, run_id, llm_calls, tool_calls, cost_units, tokens) VALUES ($tenant, $run, $llm, $tool, $units, $tokens)
        ON CONFLICT (tenant_id, run_id) DO UPDATE SET
            llm_calls = llm_calls + excluded.llm_calls,
            tool_calls = tool_calls + excluded.tool_calls,
            cost_units = min(cost_units, 9000000000000000000) + excluded.cost_units,
            tokens = min(tokens, 9000000000000000000) + excluded.tokens;
        """,
        ("$tenant", settlement.Call.Scope.Tenant), ("$run", settlement.Call.RunId),
        ("$llm", settlement.Call.Kind == CostCallKind.Llm ? 1 : 0), ("$tool", settlement.Call.Kind == CostCallKind.Tool ? 1 : 0),
        ("$units", settlement.Units), ("$tokens", settlement.Tokens));

    private static void AddToDay(SqliteSession session, CostSettlement settlement, CostScopeKind kind, string? id, DateTimeOffset now)
    {
        if (id is null)
            return;
        session.Execute(
            """
            INSERT INTO cost_daily (tenant_id, day, kind, id, model, calls, estimated_calls, tokens, cost_units)
            VALUES ($tenant, $day, $kind, $id, $model, 1, $estimated, $tokens, $units)
            ON CONFLICT (tenant_id, day, kind, id, model) DO UPDATE SET
                calls = calls + 1,
                estimated_calls = estimated_calls + excluded.estimated_calls,
                tokens = min(tokens, 9000000000000000000) + excluded.tokens,
                cost_units = min(cost_units, 9000000000000000000) + excluded.cost_units;
            """,
            ("$tenant", settlement.Call.Scope.Tenant), ("$day", SqliteDays.Day(now)), ("$kind", StoredNames.Of(kind)), ("$id", id),
            ("$model", settlement.Call.Model ?? ""), ("$estimated", settlement.Usage?.Estimated == true ? 1 : 0),
            ("$tokens", settlement.Tokens), ("$units", settlement.Units));
    }
}
