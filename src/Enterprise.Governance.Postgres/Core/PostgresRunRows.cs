using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Rows of <c>runs</c>.</summary>
internal static class PostgresRunRows
{
    private const string Columns = "run_id, tenant_id, org_id, user_id, roles, state, title, tags, salt, created_at, updated_at";

    internal static void AddRead(NpgsqlBatch batch, GovernancePostgresDatabase database, string runId) =>
        batch.AddCommand(database.Sql($"SELECT {Columns} FROM {{schema}}.runs WHERE run_id = $1")).AddText(runId);

    /// <summary>Sets labels and reads the run as it is then.</summary>
    internal static void AddUpdate(NpgsqlBatch batch, GovernancePostgresDatabase database, string runId, RunUpdate update) => batch.AddCommand(database.Sql(
        $$"""
        WITH changed AS (UPDATE {schema}.runs SET title = CASE WHEN $2 THEN $3 ELSE title END, tags = coalesce($4, tags) WHERE run_id = $1 RETURNING {{Columns}}),
        told AS (INSERT INTO {schema}.projection_dirty (projection, key) SELECT 'runs_mv', run_id FROM changed)
        SELECT {{Columns}} FROM changed
        """)).AddText(runId).AddBoolean(update.ChangesTitle).AddText(update.Title).AddText(update.Tags is { } tags ? StoredLists.WriteList(tags) : null);

    /// <summary>Reads the answer and moves on to the next one.</summary>
    internal static async Task<RunRecord?> ReadAsync(NpgsqlDataReader reader)
    {
        RunRecord? run = await reader.ReadAsync().ConfigureAwait(false) ? ReadRow(reader) : null;
        await reader.NextResultAsync().ConfigureAwait(false);
        return run;
    }

    private static RunRecord ReadRow(NpgsqlDataReader reader) => new()
    {
        RunId = reader.GetString(0),
        Scope = new GovernanceScope(reader.GetString(1), reader.TextOrNull(2), reader.TextOrNull(3), StoredLists.ReadList(reader.GetString(4))),
        State = RunStateExtensions.ParseStoredName(reader.GetString(5)),
        Title = reader.TextOrNull(6),
        Tags = StoredLists.ReadList(reader.GetString(7)),
        Salt = reader.GetFieldValue<byte[]>(8),
        CreatedAt = reader.Time(9),
        UpdatedAt = reader.Time(10),
    };
}
