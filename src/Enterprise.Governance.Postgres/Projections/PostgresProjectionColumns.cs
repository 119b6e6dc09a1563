using System.Collections.Immutable;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Looks up the columns of a list in the catalog.</summary>
internal static class PostgresProjectionColumns
{
    // A domain is read and compared as what it is made of. Arrays and ranges have no operator class of their own type, so they count as unordered.
    internal const string Columns =
        """
        SELECT a.attname::text, format('%I.%I', n.nspname, t.typname), b.oid::bigint, b.typcategory = 'S',
               b.typcategory IN ('S', 'E') OR EXISTS (
                   SELECT FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod WHERE m.amname = 'btree' AND o.opcdefault AND o.opcintype = b.oid),
               a.attnotnull OR EXISTS (SELECT FROM {schema}.projections p WHERE p.name = $2 AND a.attname = ANY (p.never_null))
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
        WHERE s.nspname = $1 AND c.relname = $2 AND c.relkind IN ('m', 'r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """;

    internal static async ValueTask<ImmutableArray<PostgresProjectionColumn>> ReadAsync(GovernancePostgresDatabase database, string name, CancellationToken cancellationToken)
    {
        ImmutableArray<PostgresProjectionColumn> columns = await database.ReadAsync(
            static (batch, s) => batch.AddCommand(s.database.Sql(Columns)).AddText(s.database.Schema).AddText(s.name),
            static async (reader, _, cancellationToken) =>
            {
                ImmutableArray<PostgresProjectionColumn>.Builder columns = ImmutableArray.CreateBuilder<PostgresProjectionColumn>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    columns.Add(ReadRow(reader));
                return columns.ToImmutable();
            },
            (database, name), cancellationToken).ConfigureAwait(false);
        return !columns.IsEmpty
            ? columns
            : throw new GovernanceException("schema_mismatch", $"the projection `{name}` is missing in the database; start the host once with SchemaMode Apply, as the role that owns the schema");
    }

    internal static PostgresProjectionColumn ReadRow(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), KindOf(reader.GetInt64(2)), reader.GetBoolean(3), reader.GetBoolean(4), !reader.GetBoolean(5));

    // The numbers of built-in types are part of PostgreSQL's protocol and never change.
    private static PostgresColumnKind KindOf(long type) => type switch
    {
        20 or 21 or 23 => PostgresColumnKind.Integer,
        700 or 1700 => PostgresColumnKind.Real,
        701 => PostgresColumnKind.Double,
        1184 => PostgresColumnKind.Instant,
        1114 => PostgresColumnKind.Time,
        1082 => PostgresColumnKind.Day,
        _ => PostgresColumnKind.Text,
    };
}
