using Enterprise.Governance;
using Hangfire;
using Npgsql;

namespace ReferenceServer.Workers;

/// <summary>
/// The job of the queue. Its payload is the run's id and nothing else; it may come twice. It is not retried by the queue: as long as a run has not ended, the outbox has a time for it.
/// </summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Fail)]
internal sealed class RunJob(RunWork work, ILogger<RunJob> logger)
{
    public async Task ExecuteAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            Log.RunLooked(logger, runId, await work.LookAsync(runId, cancellationToken));
        }
        catch (Exception e) when (e is NpgsqlException or GovernanceException)
        {
            Log.LookFailed(logger, runId, (e as GovernanceException)?.Code ?? e.GetType().Name);
        }
    }
}
