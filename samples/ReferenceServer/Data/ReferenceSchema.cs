using Npgsql;

namespace ReferenceServer.Data;

/// <summary>Makes the sample's own tables.</summary>
internal static class ReferenceSchema
{
    internal static async Task ApplyAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Two processes that start together: the second finds everything there.
        await using (NpgsqlCommand alone = new("SELECT pg_advisory_xact_lock(hashtextextended('reference schema', 0))", connection))
            await alone.ExecuteNonQueryAsync(cancellationToken);
        await using (NpgsqlCommand command = new(await ReadAsync("reference.sql", cancellationToken), connection))
            await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Reads a script of the sample.</summary>
    internal static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using StreamReader script = new(typeof(ReferenceSchema).Assembly.GetManifestResourceStream($"ReferenceServer.Data.{name}")!);
        return await script.ReadToEndAsync(cancellationToken);
    }
}
