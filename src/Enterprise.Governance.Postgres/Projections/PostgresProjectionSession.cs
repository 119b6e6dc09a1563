using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>A connection on which the owner makes projections.</summary>
internal sealed record PostgresProjectionSession(GovernancePostgresDatabase Database, NpgsqlConnection Connection)
{
    internal SqlIdentifier Schema { get; } = SqlIdentifier.Parse(Database.Schema);

    internal Task ExecuteAsync(string sql, CancellationToken cancellationToken, params string[] values) => RunAsync(Database.Sql(sql), values, cancellationToken);

    /// <summary>Runs a text as it is: one that holds a host's own SQL.</summary>
    internal Task ExecuteRawAsync(string sql, CancellationToken cancellationToken) => RunAsync(sql, [], cancellationToken);

    internal async Task<List<PostgresProjectionColumn>> ReadColumnsAsync(string relation, CancellationToken cancellationToken)
    {
        NpgsqlBatch batch = Database.CreateBatch(Connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.AddCommand(Database.Sql(PostgresProjectionColumns.Columns)).AddText(Database.Schema).AddText(relation);
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                List<PostgresProjectionColumn> columns = [];
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    columns.Add(PostgresProjectionColumns.ReadRow(reader));
                return columns;
            }
        }
    }

    private async Task RunAsync(string sql, string[] values, CancellationToken cancellationToken)
    {
        NpgsqlBatch batch = Database.CreateBatch(Connection);
        await using (batch.ConfigureAwait(false))
        {
            NpgsqlBatchCommand command = batch.AddCommand(sql);
            foreach (string value in values)
                command.AddText(value);

            // The first population computes everything; it may take as long as it takes, and the caller may cancel.
            batch.Timeout = 0;
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
