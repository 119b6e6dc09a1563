using Npgsql;
using ReferenceServer.Data;

namespace ReferenceServer.Runs;

/// <summary>Says when a worker has to look at a run: one time for each run that has not ended. Thread-safe.</summary>
internal sealed class Outbox(NpgsqlDataSource dataSource, OutboxSignal signal)
{
    /// <summary>Has a worker look at the run after <paramref name="delay"/>, or earlier if that was said before. For anybody, at any time.</summary>
    internal async Task AddAsync(string runId, TimeSpan delay, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            """
            INSERT INTO reference.outbox AS o (run_id, not_before) VALUES ($1, clock_timestamp() + $2 * interval '1 second')
            ON CONFLICT (run_id) DO UPDATE SET not_before = least(o.not_before, excluded.not_before)
            """, runId, delay, cancellationToken);
        if (delay <= TimeSpan.Zero)
            signal.Raise();
    }

    /// <summary>The same, but later if a later time will do. For the worker that has the run's lease; what somebody else asked for in the meantime, such as after a decision, stays.</summary>
    internal Task DeferAsync(string runId, TimeSpan delay, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE reference.outbox SET not_before = clock_timestamp() + $2 * interval '1 second' WHERE run_id = $1 AND not_before > clock_timestamp()", runId, delay, cancellationToken);

    /// <summary>Ends the looking: the run has ended.</summary>
    internal async Task RemoveAsync(string runId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand("DELETE FROM reference.outbox WHERE run_id = $1");
        await command.AddText(runId).ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ExecuteAsync(string sql, string runId, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        await command.AddText(runId).AddSeconds(delay).ExecuteNonQueryAsync(cancellationToken);
    }
}
