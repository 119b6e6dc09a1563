using System.Text;
using Enterprise.Governance.Sqlite.Migrations;

namespace Enterprise.Governance.Sqlite;

/// <summary>The schema as a script, for operators who apply it themselves.</summary>
public static class GovernanceSqliteSchema
{
    /// <summary>Returns the SQL that creates the tables of <paramref name="features"/> in an empty database and records the migrations.</summary>
    /// <param name="features">The capabilities.</param>
    /// <returns>A script for the <c>sqlite3</c> shell; a database made with it passes <see cref="SchemaMode.Validate"/>.</returns>
    public static string Script(SqliteFeatures features)
    {
        StringBuilder script = new();
        script.Append("BEGIN IMMEDIATE;\n").Append(SqliteMigrator.TrackingTable).Append('\n');
        foreach (SqliteMigration migration in SqliteMigration.Load(features))
        {
            string feature = migration.Feature.ToString().ToLowerInvariant();
            script.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n-- {migration.Id}\n{migration.Sql.TrimEnd()}\n");
            script.Append(System.Globalization.CultureInfo.InvariantCulture, $"INSERT INTO governance_migrations (feature, number, name, checksum, applied_at) VALUES ('{feature}', {migration.Number}, '{migration.Name}', '{migration.Checksum}', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));\n");
        }

        return script.Append("\nCOMMIT;\n").ToString();
    }
}
