using Npgsql;
using ReferenceServer.Data;

namespace ReferenceServer.Runs;

/// <summary>Says that a worker has to look at a run, now or later. Thread-safe.</summary>
internal sealed class Outbox(NpgsqlDataSource dataSource, OutboxSignal signal)
{
    internal async Task AddAsync(string runId, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand("INSERT INTO reference.outbox (run_id, not_before) VALUES ($1, clock_timestamp() + $2 * interval '1 second')");
        command.AddText(runId).AddSeconds(delay);
        await command.ExecuteNonQueryAsync(cancellationToken);
        if (delay <= TimeSpan.Zero)
            signal.Raise();
    }
}
