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
    internal static void AddHold(GovernancePostgresDatabase database, NpgsqlBatch batch, CostHold hold) =>
        AddHoldTerms(batch.AddCommand(database.Sql(HoldText)), hold).AddTime(database.Now);

    /// <summary>Adds a hold's terms as the next 16 parameters, in the order of <c>cost_hold</c>.</summary>
    internal static NpgsqlBatchCommand AddHoldTerms(NpgsqlBatchCommand command, CostHold hold)
    {
        CostCall call = hold.Call;
        return command
            .AddText(call.Scope.Tenant).AddText(call.RunId).AddText(call.CallId).AddText(StoredNames.Of(call.Kind))
            .AddText(call.Scope.Org).AddText(call.Scope.User).AddText(call.Model ?? "").AddBigint(hold.Units).AddBigint(hold.Tokens)
            .AddBigint((long)hold.Lifetime.TotalMilliseconds)
            .AddBigint(call.Kind == CostCallKind.Llm ? hold.Limits.MaxLlmCalls : hold.Limits.MaxToolCalls).AddBigint(hold.Limits.MaxCostUnits)
            .AddTexts(hold.Quotas.Select(static quota => StoredNames.Of(quota.Kind))).AddTexts(hold.Quotas.Select(static quota => quota.Id))
            .AddBigints(hold.Quotas.Select(static quota => quota.MaxTokensPerDay)).AddBigints(PostgresCostLocks.OfQuotas(hold));
    }

    /// <summary>Reads what became of a hold.</summary>
    internal static async Task<CostHoldDecision> ReadHoldAsync(NpgsqlDataReader reader, CostHold hold)
    {
        await reader.ReadAsync().ConfigureAwait(false);
        CostHoldDecision decision = ReadHold(reader, 0, hold);
        await reader.NextResultAsync().ConfigureAwait(false);
        return decision;
    }

    /// <summary>Reads the columns of <c>cost_hold</c> from <paramref name="first"/> on.</summary>
    internal static CostHoldDecision ReadHold(NpgsqlDataReader reader, int first, CostHold hold) => reader.GetString(first) switch
    {
        "granted" => CostHoldDecision.Granted(reader.Time(first + 1)),
        "settled" => CostHoldDecision.AlreadySettled,
        _ => CostHoldDecision.Refused(ReadRefusal(reader, first, hold)),
    };

    private static CostRefusal ReadRefusal(NpgsqlDataReader reader, int first, CostHold hold)
    {
        CostBudget budget = reader.GetString(first + 2) switch
        {
            "calls" => hold.Call.Kind == CostCallKind.Llm ? CostBudget.LlmCalls : CostBudget.ToolCalls,
            "cost_units" => CostBudget.CostUnits,
            _ => CostBudget.TokensPerDay,
        };
        CostRefusal refusal = new(budget, reader.GetInt64(first + 3), reader.GetInt64(first + 4), reader.GetInt64(first + 5), reader.GetInt64(first + 6));
        if (reader.IsDBNull(first + 7))
            return refusal;
        CostQuota quota = hold.Quotas[reader.GetInt32(first + 7) - 1];
        return refusal with { QuotaKind = quota.Kind, QuotaId = quota.Id };
    }
}
