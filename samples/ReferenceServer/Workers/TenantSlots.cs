using Microsoft.Extensions.Options;
using Npgsql;
using ReferenceServer.Data;
using ReferenceServer.Hosting;

namespace ReferenceServer.Workers;

/// <summary>Caps how many runs of one tenant are under way, over all workers: a slot is an advisory lock, which ends with its connection, so a worker that dies gives it back.</summary>
internal sealed class TenantSlots(NpgsqlDataSource dataSource, IOptions<ServerOptions> options)
{
    internal async Task<TenantSlot?> TryTakeAsync(string tenant, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            for (int i = 0; i < options.Value.RunsPerTenant; i++)
            {
                await using NpgsqlCommand command = new("SELECT pg_try_advisory_lock(hashtextextended($1, $2))", connection);
                command.AddText("tenant slot " + tenant);
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = i });
                if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
                    return new TenantSlot(connection, tenant, i);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }
}

/// <summary>A slot that is taken. Disposing it gives it back.</summary>
internal sealed class TenantSlot(NpgsqlConnection connection, string tenant, long number) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using NpgsqlCommand command = new("SELECT pg_advisory_unlock(hashtextextended($1, $2))", connection);
            command.AddText("tenant slot " + tenant);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the lock with it.
        }

        await connection.DisposeAsync();
    }
}
