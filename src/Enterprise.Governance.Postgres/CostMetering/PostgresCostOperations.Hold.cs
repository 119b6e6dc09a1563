using Enterprise.Governance.CostMetering;
using Npgsql;

namespace Enterprise.Governance.Postgres;

internal static partial class PostgresCostOperations
{
    private const string HoldText =
        """
        SELECT status, expires_at, budget, max, spent, held, requested, quota
        FROM {schema}.cost_hold($1, $2, $3, $4, $5, $6, $7, $8, $9, $10 * interval '1 millisecond', $11, $12, $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17)
        """;

    /// <summary>Places a hold if every budget admits it; writes nothing when it refuses.</summary>
    internal static void AddHold(GovernancePostgresDatabase database, NpgsqlBatch batch, CostHold hold)
    {
        CostCall call = hold.Call;
        batch.AddCommand(database.Sql(HoldText))
            .AddText(call.Scope.Tenant).AddText(call.RunId).AddText(call.CallId).AddText(PostgresCostNames.Of(call.Kind))
            .AddText(call.Scope.Org).AddText(call.Scope.User).AddText(call.Model ?? "").AddBigint(hold.Units).AddBigint(hold.Tokens)
            .AddBigint((long)hold.Lifetime.TotalMilliseconds)
            .AddBigint(call.Kind == CostCallKind.Llm ? hold.Limits.MaxLlmCalls : hold.Limits.MaxToolCalls).AddBigint(hold.Limits.MaxCostUnits)
            .AddTexts(hold.Quotas.Select(static quota => PostgresCostNames.Of(quota.Kind))).AddTexts(hold.Quotas.Select(static quota => quota.Id))
            .AddBigints(hold.Quotas.Select(static quota => quota.MaxTokensPerDay)).AddBigints(PostgresCostLocks.OfQuotas(hold)).AddTime(database.Now);
    }

    /// <summary>Reads what became of a hold.</summary>
    internal static async Task<CostHoldDecision> ReadHoldAsync(NpgsqlDataReader reader, CostHold hold)
    {
        await reader.ReadAsync().ConfigureAwait(false);
        CostHoldDecision decision = reader.GetString(0) switch
        {
            "granted" => CostHoldDecision.Granted(reader.Time(1)),
            "settled" => CostHoldDecision.AlreadySettled,
            _ => CostHoldDecision.Refused(ReadRefusal(reader, hold)),
        };
        await reader.NextResultAsync().ConfigureAwait(false);
        return decision;
    }

    private static CostRefusal ReadRefusal(NpgsqlDataReader reader, CostHold hold)
    {
        CostBudget budget = reader.GetString(2) switch
        {
            "calls" => hold.Call.Kind == CostCallKind.Llm ? CostBudget.LlmCalls : CostBudget.ToolCalls,
            "cost_units" => CostBudget.CostUnits,
            _ => CostBudget.TokensPerDay,
        };
        CostRefusal refusal = new(budget, reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6));
        if (reader.IsDBNull(7))
            return refusal;
        CostQuota quota = hold.Quotas[reader.GetInt32(7) - 1];
        return refusal with { QuotaKind = quota.Kind, QuotaId = quota.Id };
    }
}
