using Enterprise.Governance;
using Npgsql;

namespace Quickstart.Replay;

internal sealed class PostgresBooks(string connectionString, string schema) : Books
{
    private static readonly string[] Copied = ["audit_keys", "runs", "run_heads", "run_events", "run_event_values"];

    internal override string Name => $"schema {schema}";

    internal override void Choose(EnterpriseGovernanceOptions options)
    {
        options.PostgresConnectionString = connectionString;
        options.Schema = schema;
    }

    internal override async Task<(Books Copy, string RunId, long Seq)> CopyAndForgeAsync()
    {
        PostgresBooks copy = new(connectionString, schema + "_forged");
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(connectionString);

        // A host that starts on the new schema makes its tables; nothing else is done with it.
        await (await Desk.OpenAsync(copy)).DisposeAsync();
        await using NpgsqlCommand clear = dataSource.CreateCommand($"DELETE FROM {copy.Quoted}.audit_keys");
        await clear.ExecuteNonQueryAsync();
        foreach (string table in Copied)
        {
            await using NpgsqlCommand fill = dataSource.CreateCommand($"INSERT INTO {copy.Quoted}.{table} SELECT * FROM {Quoted}.{table}");
            await fill.ExecuteNonQueryAsync();
        }

        await using NpgsqlCommand find = dataSource.CreateCommand($"SELECT run_id, seq FROM {copy.Quoted}.run_events WHERE type = 'action.completed' ORDER BY run_id, seq LIMIT 1 OFFSET 7");
        await using NpgsqlDataReader reader = await find.ExecuteReaderAsync();
        await reader.ReadAsync();
        (string runId, long seq) = (reader.GetString(0), reader.GetInt64(1));

        // Whoever owns the table can disable the trigger that guards it; the chain is what tells.
        await using NpgsqlCommand alter = dataSource.CreateCommand(
            $"""
            ALTER TABLE {copy.Quoted}.run_events DISABLE TRIGGER run_events_no_change;
            UPDATE {copy.Quoted}.run_events SET canonical = replace(canonical, '"cost_units":', '"cost_units":9') WHERE run_id = '{runId}' AND seq = {seq};
            """);
        await alter.ExecuteNonQueryAsync();
        return (copy, runId, seq);
    }

    private string Quoted => $"\"{schema}\"";
}
