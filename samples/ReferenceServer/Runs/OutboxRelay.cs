using Enterprise.Governance;
using Hangfire;
using Microsoft.Extensions.Options;
using Npgsql;
using ReferenceServer.Data;
using ReferenceServer.Hosting;
using ReferenceServer.Workers;

namespace ReferenceServer.Runs;

/// <summary>
/// Hands runs whose time has come to the job queue, in every process, and sets their next time: if nobody has ended or deferred a run until then, whoever had it is gone, and it is
/// handed over again. A worker that finds nothing left to do does nothing.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource dataSource, OutboxSignal signal, RunStart start, IBackgroundJobClientV2 jobs, IOptions<ServerOptions> options, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int Batch = 10;

    // What waits in the queue is not handed over again, however long it waits.
    private const int MaxQueued = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500), AfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan pause = Interval;
            try
            {
                while (await RelayAsync(stoppingToken) == Batch)
                {
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was: a relay that ended would be missed by nobody, and nothing is lost by trying again.
                Log.RelayFailed(logger, (e as GovernanceException)?.Code ?? e.GetType().Name);
                pause = AfterFailure;
            }

            await signal.WaitAsync(pause, stoppingToken);
        }
    }

    /// <summary>Hands over what is due. Rows that another process is at are passed by.</summary>
    internal async Task<int> RelayAsync(CancellationToken cancellationToken)
    {
        if (jobs.Storage.GetMonitoringApi().EnqueuedCount("default") >= MaxQueued)
            return 0;
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        List<string> runs = [];
        await using (NpgsqlCommand take = new(
            $"""
            UPDATE reference.outbox SET not_before = clock_timestamp() + $1 * interval '1 second' WHERE run_id IN (
                SELECT run_id FROM reference.outbox WHERE not_before <= clock_timestamp() ORDER BY not_before LIMIT {Batch} FOR UPDATE SKIP LOCKED)
            RETURNING run_id
            """, connection))
        {
            await using NpgsqlDataReader reader = await take.AddSeconds(options.Value.Lease).ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                runs.Add(reader.GetString(0));
        }

        foreach (string runId in runs)
        {
            try
            {
                await using GovernedRun? run = await start.BeginAsync(runId, cancellationToken);
            }
            catch (GovernanceException e) when (!e.IsTransient)
            {
                // Of this run alone, such as a tenant without a file. The others go on; its time comes again.
                Log.RelayFailed(logger, e.Code);
                continue;
            }

            jobs.Enqueue<RunJob>(job => job.ExecuteAsync(runId, CancellationToken.None));
        }

        // A crash before this: the old times stand, and the runs are handed over once more.
        await transaction.CommitAsync(cancellationToken);
        return runs.Count;
    }
}
