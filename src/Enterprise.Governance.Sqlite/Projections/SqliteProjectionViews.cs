using System.Collections.Immutable;
using Enterprise.Governance.Projections;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>The views behind projections.</summary>
internal static class SqliteProjectionViews
{
    internal static void Ensure(SqliteSession session, ProjectionDefinition definition, SchemaMode mode)
    {
        string? existing = session.Scalar("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = $name;", ("$name", definition.Name)) as string;
        string? wanted = definition.Sql is null ? existing : $"CREATE VIEW \"{definition.Name}\" AS {definition.Sql}";
        if (existing is not null && string.Equals(existing, wanted, StringComparison.Ordinal))
            return;
        if (wanted is null || mode == SchemaMode.Validate)
            throw new GovernanceException("schema_mismatch", $"the projection `{definition.Name}` is missing or differs from its definition; start the host once with SchemaMode Apply");
        if (existing is not null)
            session.ExecuteScript($"DROP VIEW \"{definition.Name}\";");
        try
        {
            session.ExecuteScript(wanted + ";");
            RequireKey(definition, ReadColumns(session, definition.Name));
        }
        catch (SqliteException e)
        {
            // The message is SQLite's about the host's own query: it names tables and columns, no values.
            throw new GovernanceException("projection_invalid", $"the query of projection `{definition.Name}` is refused: {e.Message}", innerException: e);
        }
    }

    internal static ImmutableArray<string> ReadColumns(SqliteSession session, string name)
    {
        ImmutableArray<string>.Builder columns = ImmutableArray.CreateBuilder<string>();
        using SqliteDataReader reader = session.Query("SELECT name FROM pragma_table_info($name) ORDER BY cid;", ("$name", name));
        while (reader.Read())
            columns.Add(reader.GetString(0));
        return columns.ToImmutable();
    }

    private static void RequireKey(ProjectionDefinition definition, ImmutableArray<string> columns)
    {
        if (definition.Key.FirstOrDefault(key => !columns.Contains(key, StringComparer.Ordinal)) is { } missing)
            throw new GovernanceException("projection_invalid", $"the projection `{definition.Name}` has no column `{missing}`, which its key names");
    }
}
