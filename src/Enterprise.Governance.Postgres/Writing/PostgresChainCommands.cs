using System.Text;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>The statements by which a transaction locks heads and stores what it sealed after them.</summary>
internal static class PostgresChainCommands
{
    internal static void AddTryLock(NpgsqlBatch batch, GovernancePostgresDatabase database, IEnumerable<string> runIds) =>
        batch.AddCommand(database.Sql("SELECT run_id, seq, hash, key_generation, is_locked FROM {schema}.ledger_try_lock($1::text[])")).AddTexts(runIds);

    internal static void AddLock(NpgsqlBatch batch, GovernancePostgresDatabase database, IEnumerable<string> runIds) =>
        batch.AddCommand(database.Sql("SELECT run_id, seq, hash, key_generation, true FROM {schema}.ledger_lock($1::text[], $2)")).AddTexts(runIds).AddInteger(database.LockTimeoutMilliseconds);

    /// <summary>Reads the heads that were locked; those that somebody else holds are left out.</summary>
    internal static async Task<List<(string RunId, RunHead? Head)>> ReadHeadsAsync(NpgsqlDataReader reader)
    {
        List<(string, RunHead?)> heads = [];
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            if (reader.GetBoolean(4))
                heads.Add((reader.GetString(0), reader.IsDBNull(1) ? null : new RunHead(reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3))));
        }

        return heads;
    }

    internal static void AddStore(NpgsqlBatch batch, GovernancePostgresDatabase database, PostgresChains chains) => AddStore(batch, database.Sql(Store), chains);

    /// <summary>Stores only if every head is free and still what was known; the one column of the one row says so.</summary>
    internal static void AddStoreAtKnown(NpgsqlBatch batch, GovernancePostgresDatabase database, PostgresChains chains) => AddStore(batch, database.Sql(StoreAtKnown), chains);

    /// <summary>Does the same for the one event of a head, as a transaction of its own.</summary>
    internal static void AddAppendAtKnown(NpgsqlBatch batch, GovernancePostgresDatabase database, StoredEvent row, long keyGeneration) =>
        batch.AddCommand(database.Sql("SELECT {schema}.ledger_append_at_known($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"))
            .AddText(row.RunId).AddBigint(row.Seq).AddText(row.Timestamp).AddText(row.Type).AddUtf8(row.Canonical).AddText(row.PrevHash).AddText(row.Hash).AddText(row.Kid).AddText(row.Alg).AddBigint(keyGeneration);

    private static void AddStore(NpgsqlBatch batch, string sql, PostgresChains chains)
    {
        List<StoredEvent> rows = chains.Rows;
        (string RunId, RunHead? Locked, RunHead Now)[] heads = [.. chains.MovedHeads];
        (StoredEvent Row, PersonalValue Value)[] values = [.. rows.SelectMany(static row => row.PersonalValues.Select(value => (row, value)))];
        batch.AddCommand(sql)
            .AddTextsOrOne([.. rows.Select(static r => r.RunId)]).AddBigints(rows.Select(static r => r.Seq)).AddTexts(rows.Select(static r => r.Timestamp)).AddTextsOrOne([.. rows.Select(static r => r.Type)])
            .AddCanonicalTexts([.. rows.Select(static r => r.Canonical)]).AddTexts(rows.Select(static r => r.PrevHash)).AddTexts(rows.Select(static r => r.Hash))
            .AddTextsOrOne([.. rows.Select(static r => r.Kid)]).AddTextsOrOne([.. rows.Select(static r => r.Alg)])
            .AddTexts(heads.Select(static h => h.RunId)).AddBigints(heads.Select(static h => h.Locked?.Seq)).AddTexts(heads.Select(static h => h.Locked?.Hash ?? ""))
            .AddBigints(heads.Select(static h => h.Now.Seq)).AddTexts(heads.Select(static h => h.Now.Hash)).AddBigints(heads.Select(static h => h.Now.KeyGeneration))
            .AddTexts(chains.KeyedAppends.Select(static k => k.Request.RunId)).AddTexts(chains.KeyedAppends.Select(static k => k.Request.IdempotencyKey!))
            .AddBigints(chains.KeyedAppends.Select(static k => k.FirstSeq)).AddTexts(chains.KeyedAppends.Select(static k => k.Request.Digest!))
            .AddTexts(values.Select(static v => v.Row.RunId)).AddBigints(values.Select(static v => v.Row.Seq)).AddTexts(values.Select(static v => v.Value.Path))
            .AddTexts(values.Select(static v => Encoding.UTF8.GetString(v.Value.Value.Span))).AddTexts(values.Select(static v => Convert.ToHexStringLower(v.Value.Salt.Span)));
    }

    private const string Store = $"SELECT {{schema}}.ledger_store({Parameters})", StoreAtKnown = $"SELECT {{schema}}.ledger_store_at_known({Parameters})";

    private const string Parameters =
        """
        $1::text[], $2::bigint[], $3::text[], $4::text[], string_to_array($5, E'\x1f'), $6::text[], $7::text[], $8::text[], $9::text[],
        $10::text[], $11::bigint[], $12::text[], $13::bigint[], $14::text[], $15::bigint[],
        $16::text[], $17::text[], $18::bigint[], $19::text[],
        $20::text[], $21::bigint[], $22::text[], $23::text[], $24::text[]
        """;
}
