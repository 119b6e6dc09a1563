using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.TestSupport;

/// <summary>What somebody can do who owns a SQLite database.</summary>
internal static class OwnedSqlite
{
    /// <summary>Runs statements; the fences of the database fall first.</summary>
    internal static void Forge(string file, string sql)
    {
        using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        List<string> triggers = [];
        using (SqliteCommand list = connection.CreateCommand())
        {
            list.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
            using SqliteDataReader reader = list.ExecuteReader();
            while (reader.Read())
                triggers.Add(reader.GetString(0));
        }

        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"PRAGMA foreign_keys=OFF; {string.Concat(triggers.Select(static name => $"DROP TRIGGER \"{name}\"; "))}{sql}";
        command.ExecuteNonQuery();
    }
}
