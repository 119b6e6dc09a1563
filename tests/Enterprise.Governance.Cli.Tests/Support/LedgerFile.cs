using System.Text;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Cli.Tests;

/// <summary>A database made by the libraries, and by hands that should not have touched it.</summary>
internal static class LedgerFile
{
    internal static async Task AppendAsync(string file, AuditKeyRing ring, string runId, int events)
    {
        await using GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = file, Features = SqliteFeatures.All });
        using ChainLedger ledger = new(new SqliteLedgerStore(database), new ChainSealer(ring));
        for (int i = 1; i <= events; i++)
            await ledger.AppendAsync(runId, LedgerEvent.Create("test.happened", Encoding.UTF8.GetBytes($$"""{"n":{{i}}}""")));
    }

    internal static void Execute(string file, string sql)
    {
        using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Changes the stored text of one event, as somebody would who has the file and not the secret.</summary>
    internal static void Forge(string file, string runId, long seq, string from = "\"n\":", string to = "\"n\":9") => Execute(
        file,
        $"DROP TRIGGER IF EXISTS run_events_no_update; UPDATE run_events SET canonical = replace(canonical, '{from}', '{to}') WHERE run_id = '{runId}' AND seq = {seq};");

    /// <summary>Reads every column of a query as text, rows joined by line feeds.</summary>
    internal static string Read(string file, string sql)
    {
        using SqliteConnection connection = new($"Data Source={file};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetValue(i).ToString())));
        return string.Join('\n', rows);
    }
}
