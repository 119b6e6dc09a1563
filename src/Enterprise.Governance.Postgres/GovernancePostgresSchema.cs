using System.Globalization;
using System.Text;
using Enterprise.Governance.Postgres.Migrations;

namespace Enterprise.Governance.Postgres;

/// <summary>The schema and the rights to it as scripts, for operators who apply them themselves.</summary>
public static class GovernancePostgresSchema
{
    /// <summary>Returns the SQL that creates the tables and functions of <paramref name="features"/> in a database without them and records the migrations.</summary>
    /// <param name="features">The capabilities.</param>
    /// <param name="schema">The schema.</param>
    /// <returns>A script for <c>psql</c>, run by the role that shall own everything; a database made with it passes <see cref="SchemaMode.Validate"/>.</returns>
    /// <exception cref="ArgumentException">The schema's name is not valid.</exception>
    public static string Script(PostgresFeatures features, string schema = "governance")
    {
        SqlIdentifier name = SqlIdentifier.Parse(schema);
        StringBuilder script = new("BEGIN;\nCREATE SCHEMA IF NOT EXISTS {schema};\n");
        script.Append(PostgresMigrator.TrackingTable).Append('\n');
        foreach (PostgresMigration migration in PostgresMigration.Load(features))
        {
            script.Append(CultureInfo.InvariantCulture, $"\n-- {migration.Id}\n{migration.Sql.TrimEnd()}\n");
            script.Append("INSERT INTO {schema}.schema_migrations (feature, number, name, checksum, applied_at) VALUES (");
            script.Append(CultureInfo.InvariantCulture, $"'{migration.FeatureName}', {migration.Number}, '{migration.Name}', '{migration.Checksum}', clock_timestamp());\n");
        }

        return GovernancePostgresDatabase.Sql(script.Append("\nCOMMIT;\n").ToString(), name);
    }

    /// <summary>Returns the SQL that gives roles exactly the rights they need, and takes away any others they have in the schema.</summary>
    /// <remarks>The roles must exist. Run it as the owner, after the schema and after every upgrade of it.</remarks>
    /// <param name="features">The capabilities whose tables exist.</param>
    /// <param name="appRole">The role of the application: what the stores need, no ownership, and no way to change an event.</param>
    /// <param name="refresherRole">The role that refreshes projections.</param>
    /// <param name="auditorRole">The role that reads everything and changes nothing.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="archivistRole">The role that archives runs, and may do nothing else; <see langword="null"/> if nobody does.</param>
    /// <returns>A script for <c>psql</c>.</returns>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public static string GrantScript(PostgresFeatures features, string appRole, string refresherRole, string auditorRole, string schema = "governance", string? archivistRole = null)
    {
        (string Placeholder, SqlIdentifier Name)[] names =
        [
            ("{schema}", SqlIdentifier.Parse(schema)), ("{app}", SqlIdentifier.Parse(appRole)),
            ("{refresher}", SqlIdentifier.Parse(refresherRole)), ("{auditor}", SqlIdentifier.Parse(auditorRole)),
            .. archivistRole is null ? [] : new[] { ("{archivist}", SqlIdentifier.Parse(archivistRole)) },
        ];
        StringBuilder script = new("BEGIN;\n");
        foreach (string text in PostgresGrants.Load(features, archivistRole is not null))
            script.Append('\n').Append(Fill(text, names).TrimEnd()).Append('\n');
        return script.Append("\nCOMMIT;\n").ToString();
    }

    /// <summary>Puts the names in place in one pass, so that a name that looks like a placeholder stays a name.</summary>
    private static string Fill(string text, (string Placeholder, SqlIdentifier Name)[] names)
    {
        StringBuilder filled = new();
        for (int i = 0; i < text.Length;)
        {
            (string placeholder, SqlIdentifier name) = names.FirstOrDefault(pair => string.CompareOrdinal(text, i, pair.Placeholder, 0, pair.Placeholder.Length) == 0);
            filled.Append(placeholder is null ? text[i].ToString() : name.Quoted);
            i += placeholder?.Length ?? 1;
        }

        return filled.ToString();
    }
}
