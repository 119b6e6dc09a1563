using System.Globalization;
using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Notes of changed rows, in a transaction of the host's or in one of their own.</summary>
internal static class PostgresDirtyMarks
{
    internal static async ValueTask AddAsync(
        GovernancePostgresDatabase database, ProjectionDefinition definition, IReadOnlyList<string> keys, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        IEnumerable<PostgresProjectionColumn> columns = await PostgresProjectionColumns.ReadAsync(database, definition.Name, cancellationToken).ConfigureAwait(false);
        string[] types = [.. definition.Key.Select(key => columns.First(column => column.Name == key).TypeName)];

        // Each value goes through its column's type and back: what cannot be a key is refused here, not by a refresh, and equal keys are equal texts.
        string key = types.Length == 1 ? $"k::{types[0]}::text"
            : $"jsonb_build_array({string.Join(", ", types.Select(static (type, i) => string.Create(CultureInfo.InvariantCulture, $"(k::jsonb ->> {i})::{type}::text")))})::text";
        string sql = database.Sql($"INSERT INTO {{schema}}.projection_dirty (projection, key) SELECT $1, {key} FROM unnest($2::text[]) AS k");
        try
        {
            if (transaction is null)
            {
                await database.WriteAsync(
                    static (batch, s) => batch.AddCommand(s.sql).AddText(s.definition.Name).AddTexts(s.keys), static (_, _) => Task.FromResult(true), (sql, definition, keys), cancellationToken).ConfigureAwait(false);
                return;
            }

            NpgsqlBatch batch = database.CreateBatch(transaction.Connection!);
            await using (batch.ConfigureAwait(false))
            {
                batch.Transaction = transaction;
                batch.AddCommand(sql).AddText(definition.Name).AddTexts(keys);
                await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure)
        {
            throw failure.InnerException is PostgresException refused && refused.SqlState[..2] is "22" or "23"
                ? new ArgumentException($"a key does not fit the columns {string.Join(", ", definition.Key.Select(static key => $"`{key}`"))}", nameof(keys)) : failure;
        }
    }
}
