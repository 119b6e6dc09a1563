using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite.Migrations;

/// <summary>Applies or validates the schema. One transaction under the write lock, so that two processes cannot both migrate.</summary>
internal static class SqliteMigrator
{
    internal const string TrackingTable =
        "CREATE TABLE IF NOT EXISTS governance_migrations (feature TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL, PRIMARY KEY (feature, number)) WITHOUT ROWID;";

    internal static void Run(SqliteSession session, SqliteFeatures features, SchemaMode mode, TimeProvider time)
    {
        if (mode == SchemaMode.None)
            return;
        IReadOnlyList<SqliteMigration> wanted = SqliteMigration.Load(features);
        if (mode == SchemaMode.Validate)
        {
            Validate(session, wanted);
            return;
        }

        session.Execute("BEGIN IMMEDIATE;");
        try
        {
            session.ExecuteScript(TrackingTable);
            Dictionary<(string, int), string> applied = ReadApplied(session);
            RequireKnown(wanted, applied);
            foreach (SqliteMigration migration in wanted)
            {
                if (!applied.ContainsKey(Key(migration)))
                    Apply(session, migration, time);
            }

            session.Execute("COMMIT;");
        }
        catch
        {
            Undo(session);
            throw;
        }
    }

    private static void Apply(SqliteSession session, SqliteMigration migration, TimeProvider time)
    {
        session.ExecuteScript(migration.Sql);
        session.Execute(
            "INSERT INTO governance_migrations (feature, number, name, checksum, applied_at) VALUES ($feature, $number, $name, $checksum, $at);",
            ("$feature", Key(migration).Feature), ("$number", migration.Number), ("$name", migration.Name),
            ("$checksum", migration.Checksum), ("$at", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
    }

    private static void Validate(SqliteSession session, IReadOnlyList<SqliteMigration> wanted)
    {
        Dictionary<(string, int), string> applied = FindApplied(session);
        RequireKnown(wanted, applied);
        RequireNone(wanted.Where(migration => !applied.ContainsKey(Key(migration))));
    }

    /// <summary>Returns the features of which any migration was applied; those that this version does not know are left out.</summary>
    internal static SqliteFeatures FindFeatures(SqliteSession session) => FindApplied(session).Keys
        .Aggregate(SqliteFeatures.None, static (all, key) => Enum.TryParse(key.Feature, ignoreCase: true, out SqliteFeatures feature) ? all | feature : all);

    /// <summary>Says of a file that does not exist what it would have to hold; opening it would create it.</summary>
    internal static void RefuseMissingFile(SqliteFeatures features) => RequireNone(SqliteMigration.Load(features));

    private static void RequireNone(IEnumerable<SqliteMigration> missing)
    {
        string[] ids = [.. missing.Select(static migration => migration.Id)];
        if (ids.Length > 0)
            throw new GovernanceException("schema_mismatch", $"the database lacks the migrations {string.Join(", ", ids)}; run `governance migrate`, or set SchemaMode to Apply");
    }

    private static void Undo(SqliteSession session)
    {
        try
        {
            session.Execute("ROLLBACK;");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, or the file is gone: the error that led here tells more. Closing the session undoes the rest.
        }
    }

    /// <summary>Refuses a database that a newer or altered version of the library has written.</summary>
    private static void RequireKnown(IReadOnlyList<SqliteMigration> wanted, Dictionary<(string Feature, int Number), string> applied)
    {
        Dictionary<(string, int), string> known = wanted.ToDictionary(static m => Key(m), static m => m.Checksum);
        HashSet<string> features = [.. wanted.Select(static m => Key(m).Feature)];
        foreach (((string feature, int number), string checksum) in applied)
        {
            if (!features.Contains(feature))
                continue;
            if (!known.TryGetValue((feature, number), out string? expected))
                throw new GovernanceException("schema_mismatch", $"the database has migration {feature}/{number:0000}, which this version of the library does not know; upgrade the library");
            if (!string.Equals(expected, checksum, StringComparison.Ordinal))
                throw new GovernanceException("schema_mismatch", $"migration {feature}/{number:0000} of the database differs from the library's; it was altered after it was applied");
        }
    }

    private static Dictionary<(string Feature, int Number), string> FindApplied(SqliteSession session) =>
        session.ScalarLong("SELECT count(*) FROM sqlite_schema WHERE name = 'governance_migrations';") > 0 ? ReadApplied(session) : [];

    private static Dictionary<(string Feature, int Number), string> ReadApplied(SqliteSession session)
    {
        Dictionary<(string, int), string> applied = [];
        using SqliteDataReader reader = session.Query("SELECT feature, number, checksum FROM governance_migrations;");
        while (reader.Read())
            applied.Add((reader.GetString(0), reader.GetInt32(1)), reader.GetString(2));
        return applied;
    }

    private static (string Feature, int Number) Key(SqliteMigration migration) =>
        (migration.Feature.ToString().ToLowerInvariant(), migration.Number);
}
