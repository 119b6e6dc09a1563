using Microsoft.Data.Sqlite;

namespace Quickstart.Replay;

/// <summary>Alters one stored event behind the library's back, on a copy of the database.</summary>
internal static class Forgery
{
    /// <summary>Copies the database and doubles the cost in a stored event. Returns the run and seq that were altered.</summary>
    internal static (string RunId, long Seq) Alter(string database, string copy)
    {
        using (SqliteConnection original = new($"Data Source={database};Pooling=False"))
        {
            original.Open();
            using SqliteCommand vacuum = original.CreateCommand();
            vacuum.CommandText = "VACUUM INTO $copy;";
            vacuum.Parameters.AddWithValue("$copy", copy);
            vacuum.ExecuteNonQuery();
        }

        using SqliteConnection forged = new($"Data Source={copy};Pooling=False");
        forged.Open();
        using SqliteCommand find = forged.CreateCommand();
        find.CommandText = "SELECT run_id, seq FROM run_events WHERE type = 'action.completed' ORDER BY run_id, seq LIMIT 1 OFFSET 7;";
        string runId;
        long seq;
        using (SqliteDataReader reader = find.ExecuteReader())
        {
            reader.Read();
            (runId, seq) = (reader.GetString(0), reader.GetInt64(1));
        }

        // Somebody with write access to the file can drop the trigger that guards the table; the chain is what tells.
        using SqliteCommand alter = forged.CreateCommand();
        alter.CommandText = """
            DROP TRIGGER run_events_no_update;
            UPDATE run_events SET canonical = replace(canonical, '"cost_units":', '"cost_units":9') WHERE run_id = $run AND seq = $seq;
            """;
        alter.Parameters.AddWithValue("$run", runId);
        alter.Parameters.AddWithValue("$seq", seq);
        alter.ExecuteNonQuery();
        return (runId, seq);
    }
}
