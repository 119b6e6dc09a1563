using Npgsql;

namespace ReferenceServer.Data;

/// <summary>Says what a process that is about to start lacks in its database.</summary>
internal static class SchemaCheck
{
    /// <returns>One line for the operator, or nothing if all is there.</returns>
    internal static async Task<string?> FindProblemAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        List<string> missing = [], closed = [];
        try
        {
            // From the catalog, which every role may read.
            await using NpgsqlCommand command = dataSource.CreateCommand(
                """
                SELECT n.name, c.oid IS NOT NULL, coalesce(has_schema_privilege(s.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'), false)
                FROM (VALUES ('governance', 'schema_migrations'), ('hangfire', 'job'), ('reference', 'verified_runs')) AS n (name, relation)
                LEFT JOIN pg_namespace s ON s.nspname = n.name LEFT JOIN pg_class c ON c.relnamespace = s.oid AND c.relname = n.relation
                ORDER BY n.name
                """);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (!reader.GetBoolean(1))
                    missing.Add($"`{reader.GetString(0)}`");
                else if (!reader.GetBoolean(2))
                    closed.Add($"`{reader.GetString(0)}`");
            }
        }
        catch (NpgsqlException e)
        {
            return $"the database cannot be reached ({e.SqlState ?? e.GetType().Name}); check the connection string `Governance`";
        }

        return missing.Count > 0 ? $"the database lacks the schema {string.Join(", ", missing)}; run the role `migrate` first, as the owner"
            : closed.Count > 0 ? $"this role may not use the schema {string.Join(", ", closed)}; run `migrate --app ROLE`, as the owner"
            : null;
    }
}
