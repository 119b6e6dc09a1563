using Enterprise.Governance.CostMetering;
using Npgsql;

namespace Enterprise.Governance.Postgres;

internal static partial class PostgresCostOperations
{
    private const string SettleText =
        """
        SELECT units, tokens, is_repeat, held_units, settled_at
        FROM {schema}.cost_settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """;

    /// <summary>Charges a call once, to its run and to the server's day, and ends its hold.</summary>
    internal static void AddSettle(GovernancePostgresDatabase database, NpgsqlBatch batch, CostSettlement settlement)
    {
        CostCall call = settlement.Call;
        LlmUsage? usage = settlement.Usage;
        batch.AddCommand(database.Sql(SettleText))
            .AddText(call.Scope.Tenant).AddText(call.RunId).AddText(call.CallId).AddText(StoredNames.Of(call.Kind))
            .AddText(call.Scope.Org).AddText(call.Scope.User).AddText(call.Model ?? "").AddBoolean(usage is not null)
            .AddBigint(usage?.Prompt).AddBigint(usage?.Cached).AddBigint(usage?.Output).AddBigint(usage?.Thoughts)
            .AddBigint(usage?.ToolUse).AddBigint(usage?.Total).AddBoolean(usage?.Estimated == true)
            .AddBigint(settlement.Tokens).AddBigint(settlement.Units).AddNumeric(settlement.Amount).AddText(settlement.Currency).AddTime(database.Now);
    }

    /// <summary>Reads what was charged, now or before.</summary>
    internal static Task<CostCharge> ReadSettleAsync(NpgsqlDataReader reader) => ReadOneAsync(reader, static reader => ReadCharge(reader, 0));

    /// <summary>Reads the columns of <c>cost_settle</c> from <paramref name="first"/> on.</summary>
    internal static CostCharge ReadCharge(NpgsqlDataReader reader, int first) => new(
        reader.GetInt64(first), reader.GetInt64(first + 1), reader.GetBoolean(first + 2), reader.BigintOrNull(first + 3), reader.Time(first + 4));
}
