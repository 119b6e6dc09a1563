using Enterprise.Governance.CostMetering;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

internal static partial class SqliteCostOperations
{
    // Expired holds are removed a few at a time by whoever holds next; they count for nothing meanwhile.
    private const int ExpiredPerHold = 16;

    /// <summary>Places a hold if every budget admits it. Writes nothing that must be undone when it refuses.</summary>
    internal static CostHoldDecision Hold(SqliteSession session, CostHold hold, DateTimeOffset now)
    {
        RemoveExpired(session, now);
        CostCallKey call = hold.Call.Key;
        if (ReadSettled(session, call) is not null)
            return CostHoldDecision.AlreadySettled;
        if ((RunRefusal(session, hold, now) ?? QuotaRefusal(session, hold, now)) is { } refusal)
            return CostHoldDecision.Refused(refusal);

        long expiresAt = (now + hold.Lifetime).ToUnixTimeMilliseconds();
        session.Execute(
            """
            INSERT INTO cost_holds (tenant_id, run_id, call_id, kind, org_id, user_id, model, cost_units, tokens, expires_at)
            VALUES ($tenant, $run, $call, $kind, $org, $user, $model, $units, $tokens, $expires)
            ON CONFLICT (tenant_id, run_id, call_id) DO UPDATE SET
                kind = excluded.kind, org_id = excluded.org_id, user_id = excluded.user_id, model = excluded.model,
                cost_units = excluded.cost_units, tokens = excluded.tokens, expires_at = excluded.expires_at;
            """,
            ("$tenant", call.Tenant), ("$run", call.RunId), ("$call", call.CallId), ("$kind", StoredNames.Of(hold.Call.Kind)),
            ("$org", hold.Call.Scope.Org), ("$user", hold.Call.Scope.User), ("$model", hold.Call.Model ?? ""),
            ("$units", hold.Units), ("$tokens", hold.Tokens), ("$expires", expiresAt));
        return CostHoldDecision.Granted(DateTimeOffset.FromUnixTimeMilliseconds(expiresAt));
    }

    private static void RemoveExpired(SqliteSession session, DateTimeOffset now) => session.Execute(
        """
        DELETE FROM cost_holds WHERE (tenant_id, run_id, call_id) IN
            (SELECT tenant_id, run_id, call_id FROM cost_holds WHERE expires_at <= $now ORDER BY expires_at LIMIT $count);
        """,
        ("$now", now.ToUnixTimeMilliseconds()), ("$count", ExpiredPerHold));

    private static CostRefusal? RunRefusal(SqliteSession session, CostHold hold, DateTimeOffset now)
    {
        CostLimits limits = hold.Limits;
        bool isLlm = hold.Call.Kind == CostCallKind.Llm;
        long? maxCalls = isLlm ? limits.MaxLlmCalls : limits.MaxToolCalls;
        if (maxCalls is null && limits.MaxCostUnits is null)
            return null;
        CostCallKey call = hold.Call.Key;
        (long llmCalls, long toolCalls, long units, _) = ReadSpent(session, call.Tenant, call.RunId);
        (long heldLlm, long heldTool, long heldUnits) = ReadHeld(session, call, now);
        return isLlm
            ? Refusal(CostBudget.LlmCalls, maxCalls, llmCalls, heldLlm, 1) ?? Refusal(CostBudget.CostUnits, limits.MaxCostUnits, units, heldUnits, hold.Units)
            : Refusal(CostBudget.ToolCalls, maxCalls, toolCalls, heldTool, 1) ?? Refusal(CostBudget.CostUnits, limits.MaxCostUnits, units, heldUnits, hold.Units);
    }

    private static CostRefusal? QuotaRefusal(SqliteSession session, CostHold hold, DateTimeOffset now)
    {
        foreach (CostQuota quota in hold.Quotas)
        {
            (long spent, long held) = ReadQuota(session, hold.Call, quota, now);
            if (Refusal(CostBudget.TokensPerDay, quota.MaxTokensPerDay, spent, held, hold.Tokens) is { } refusal)
                return refusal with { QuotaKind = quota.Kind, QuotaId = quota.Id };
        }

        return null;
    }

    /// <summary>
    /// Reads the day's tokens and those in flight. Every active hold counts, whenever it was placed, since its call will be charged to the
    /// day on which it is settled; so the bound holds over midnight.
    /// </summary>
    private static (long Spent, long Held) ReadQuota(SqliteSession session, CostCall call, CostQuota quota, DateTimeOffset now)
    {
        using SqliteDataReader reader = session.Query(
            """
            SELECT
                coalesce((SELECT tokens FROM cost_daily WHERE tenant_id = $tenant AND day = $day AND kind = $kind AND id = $id AND model = $model), 0),
                (SELECT coalesce(sum(tokens), 0) FROM cost_holds
                 WHERE tenant_id = $tenant AND model = $model AND expires_at > $now AND NOT (run_id = $run AND call_id = $call)
                   AND ($kind = 'tenant' OR ($kind = 'org' AND org_id = $id) OR ($kind = 'user' AND user_id = $id)));
            """,
            ("$tenant", call.Scope.Tenant), ("$day", SqliteDays.Day(now)), ("$kind", StoredNames.Of(quota.Kind)), ("$id", quota.Id),
            ("$model", call.Model ?? ""), ("$now", now.ToUnixTimeMilliseconds()), ("$run", call.RunId), ("$call", call.CallId));
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>INVARIANT of admission: spent + active holds + requested ≤ cap. Written as a subtraction, which cannot overflow.</summary>
    private static CostRefusal? Refusal(CostBudget budget, long? limit, long spent, long held, long requested) =>
        limit is { } cap && (spent > cap || held > cap - spent || requested > cap - spent - held)
            ? new CostRefusal(budget, cap, spent, held, requested)
            : null;
}
