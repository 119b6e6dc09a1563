using Enterprise.Governance;
using Hangfire;
using Npgsql;
using ReferenceServer.Workers;

namespace ReferenceServer.Runs;

/// <summary>
/// Hands runs from the outbox to the job queue, in every process. A crash anywhere leaves the row, so the run is handed over again; a worker that finds nothing left to do does nothing.
/// </summary>
internal sealed class OutboxRelay(NpgsqlDataSource dataSource, OutboxSignal signal, RunRequests requests, IGovernance governance, IBackgroundJobClientV2 jobs, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int Batch = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500), AfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RelayAsync(stoppingToken) == Batch)
                {
                }

                await signal.WaitAsync(Interval, stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or GovernanceException or BackgroundJobClientException && !stoppingToken.IsCancellationRequested)
            {
                Log.RelayFailed(logger, (e as GovernanceException)?.Code ?? e.GetType().Name);
                await signal.WaitAsync(AfterFailure, stoppingToken);
            }
        }
    }

    /// <summary>Hands over what is due. Rows that another process is at are passed by.</summary>
    internal async Task<int> RelayAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        HashSet<string> runs = new(StringComparer.Ordinal);
        int rows = 0;
        await using (NpgsqlCommand take = new(
            $"""
            DELETE FROM reference.outbox WHERE id IN (
                SELECT id FROM reference.outbox WHERE not_before <= clock_timestamp() ORDER BY not_before, id LIMIT {Batch} FOR UPDATE SKIP LOCKED)
            RETURNING run_id
            """, connection))
        {
            await using NpgsqlDataReader reader = await take.ExecuteReaderAsync(cancellationToken);
            for (; await reader.ReadAsync(cancellationToken); rows++)
                runs.Add(reader.GetString(0));
        }

        foreach (string runId in runs)
        {
            await StartAsync(runId, cancellationToken);
            jobs.Enqueue<RunJob>(job => job.ExecuteAsync(runId, CancellationToken.None));
        }

        // From here on the queue has them. Until here they are in the outbox.
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    /// <summary>Makes the governed run of a request, unless it stands.</summary>
    internal async Task StartAsync(string runId, CancellationToken cancellationToken)
    {
        if (await governance.GetRunAsync(runId, cancellationToken) is not null || await requests.FindAsync(runId, cancellationToken) is not { } request)
            return;
        try
        {
            await using GovernedRun run = await governance.StartRunAsync(
                request.Scope, new RunOptions { RunId = runId, Title = request.Title, Tags = request.Tags, InitialState = RunState.Submitted }, cancellationToken);
        }
        catch (GovernanceException e) when (e.Code == "run_exists")
        {
            // Another process was first.
        }
    }
}
