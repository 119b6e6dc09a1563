using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>A projection that is to be made, or made anew, with the rights of the schema's owner and within the caller's transaction.</summary>
/// <param name="Definition">What it shall be.</param>
/// <param name="Digest">The definition's digest; empty for one of the library's own.</param>
/// <param name="Mode">The mode as it is stored.</param>
/// <param name="Source">The plain view that computes it.</param>
/// <param name="Kind">What stands in its place: <c>m</c> a materialized view, <c>r</c> a table, or nothing.</param>
internal sealed record PostgresProjectionChange(ProjectionDefinition Definition, string Digest, string Mode, string Source, char? Kind)
{
    internal async Task ApplyAsync(PostgresProjectionSession session, CancellationToken cancellationToken)
    {
        try
        {
            string list = $"{session.Schema.Quoted}.{SqlIdentifier.Parse(Definition.Name).Quoted}", source = $"{session.Schema.Quoted}.{SqlIdentifier.Parse(Source).Quoted}";
            if (Kind is 'm' or 'r')
                await session.ExecuteRawAsync($"DROP {(Kind == 'm' ? "MATERIALIZED VIEW" : "TABLE")} {list}", cancellationToken).ConfigureAwait(false);
            if (Definition.Sql is not null)
                await CreateSourceAsync(session, source, Definition.Sql, cancellationToken).ConfigureAwait(false);
            await CreateListAsync(session, list, source, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            throw new GovernanceException("projection_in_use", $"the projection `{Definition.Name}` cannot be replaced: other objects of the database, such as views, depend on it; drop them first", innerException: e);
        }
        catch (PostgresException e) when (e.SqlState[..2] is "42" or "22" or "23" or "21" or "0A" && e.SqlState != PostgresErrorCodes.InsufficientPrivilege)
        {
            // Of errors in the query the server's message names tables and columns; any other may hold values of rows.
            string reason = e.SqlState.StartsWith("42", StringComparison.Ordinal) ? e.MessageText : $"SQLSTATE {e.SqlState}";
            throw new GovernanceException("projection_invalid", $"the query of projection `{Definition.Name}` is refused: {reason}", innerException: e);
        }
    }

    private static async Task CreateSourceAsync(PostgresProjectionSession session, string source, string sql, CancellationToken cancellationToken)
    {
        // Names in a host's query resolve as on the host's own connection, and then in our schema; a view keeps what they resolved to.
        await session.ExecuteAsync(
            "SELECT set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''), $1), true) WHERE NOT current_schemas(false) @> ARRAY[$2]::name[]",
            cancellationToken, session.Schema.Quoted, session.Schema.Name).ConfigureAwait(false);
        await session.ExecuteRawAsync($"DROP VIEW IF EXISTS {source}", cancellationToken).ConfigureAwait(false);
        await session.ExecuteRawAsync($"CREATE VIEW {source} AS {sql}", cancellationToken).ConfigureAwait(false);
    }

    private async Task CreateListAsync(PostgresProjectionSession session, string list, string source, CancellationToken cancellationToken)
    {
        List<PostgresProjectionColumn> columns = await session.ReadColumnsAsync(Source, cancellationToken).ConfigureAwait(false);
        if (Definition.Key.FirstOrDefault(key => columns.TrueForAll(column => column.Name != key)) is { } missing)
            throw new GovernanceException("projection_invalid", $"the projection `{Definition.Name}` has no column `{missing}`, which its key names");

        // The moment is noted before the query's statement begins: it shows at least what was committed then.
        await session.ExecuteAsync(
            """
            INSERT INTO {schema}.projections AS p (name, source, mode, key_columns, digest, is_fed, as_of) VALUES ($1, $2, $3, $4::text[], $5, $3 = 'incremental', clock_timestamp())
            ON CONFLICT (name) DO UPDATE SET mode = excluded.mode, key_columns = excluded.key_columns, digest = excluded.digest, as_of = excluded.as_of, failed_at = NULL, failure = NULL,
                is_fed = excluded.is_fed OR p.digest = '', start_ticket = nextval($name${schema}.projection_tickets$name$::regclass)
            """, cancellationToken, Definition.Name, Source, Mode, $"{{{string.Join(',', Definition.Key)}}}", Digest).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM {schema}.projection_dirty WHERE projection = $1", cancellationToken, Definition.Name).ConfigureAwait(false);
        string shown = string.Join(", ", columns.Select(static column => column.IsText ? $"{column.Quoted} COLLATE \"C\" AS {column.Quoted}" : column.Quoted));

        // Room on each page, so that an update of columns without an index stays there.
        string kind = Definition.Mode == ProjectionMode.Incremental ? "TABLE" : "MATERIALIZED VIEW", room = Definition.Mode == ProjectionMode.Incremental ? " WITH (fillfactor = 70)" : "";
        await session.ExecuteRawAsync($"CREATE {kind} {list}{room} AS SELECT {shown} FROM {source}", cancellationToken).ConfigureAwait(false);
        if (Definition.Sql is null)
            await session.ExecuteAsync("SELECT {schema}.projection_index($1)", cancellationToken, Definition.Name).ConfigureAwait(false);
        else
            await session.ExecuteRawAsync($"CREATE UNIQUE INDEX ON {list} ({string.Join(", ", Definition.Key.Select(static key => $"{SqlIdentifier.Parse(key).Quoted} NULLS FIRST"))})", cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(
            "UPDATE {schema}.projections SET apply_sql = {schema}.projection_apply_call(name) WHERE name = $1",
            cancellationToken, Definition.Name).ConfigureAwait(false);
        await session.ExecuteRawAsync($"ANALYZE {list}", cancellationToken).ConfigureAwait(false);
    }
}
