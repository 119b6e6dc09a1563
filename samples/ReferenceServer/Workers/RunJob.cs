using Hangfire;

namespace ReferenceServer.Workers;

/// <summary>The job of the queue. Its payload is the run's id and nothing else; it may come twice.</summary>
[AutomaticRetry(Attempts = 20, DelaysInSeconds = [1, 2, 5, 10, 30], OnAttemptsExceeded = AttemptsExceededAction.Fail)]
internal sealed class RunJob(RunWork work, ILogger<RunJob> logger)
{
    public async Task ExecuteAsync(string runId, CancellationToken cancellationToken) => Log.RunLooked(logger, runId, await work.LookAsync(runId, cancellationToken));
}
