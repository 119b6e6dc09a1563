using System.Globalization;
using Enterprise.Governance.Postgres;
using Enterprise.Governance.RateLimiting;
using Hammer.Running;

namespace Hammer.Loads;

/// <summary>Races of many processes for one limit, exact to the unit; then how fast the limiter is beside a bare round trip.</summary>
internal sealed class RateLimitLoad(HammerServer server, HammerOptions options, Report report)
{
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int failures = 0;
        foreach (int limit in (int[])[1, 100, 10_000])
            failures += await RaceAsync(limit);
        if (options.Duration > TimeSpan.Zero)
            await MeasureAsync(cancellationToken);
        return failures == 0 ? 0 : 1;
    }

    private async Task<int> RaceAsync(int limit)
    {
        string name = $"{limit}";
        int attempts = Math.Max(2, (int)Math.Ceiling(limit * 1.3 / (options.Processes * options.Callers)));
        WorkerProcess[] workers = await WorkerProcess.StartTogetherAsync(options.Processes, i => WorkerProcess.Start("ratelimit", server.ConnectionString, "race", name, options.Callers, limit, attempts));
        long admitted = 0;
        foreach (WorkerProcess worker in workers)
        {
            await worker.WaitAsync();
            admitted += long.Parse(worker.Lines.Single(static l => l.StartsWith("admitted ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
        }

        await using GovernancePostgresDatabase database = server.Open();
        RateLimitStoreResult counts = await new PostgresRateLimitStore(database).AcquireAsync(new RateLimitStoreRequest($"tenant-{name}", RateLimitWorker.WindowSeconds, 0, RateLimitWorker.Request(name, limit, "user").Keys), CancellationToken.None);
        int attempted = options.Processes * options.Callers * attempts;
        return report.Check($"of {attempted} requests for a limit of {limit}, {limit} are admitted", admitted == limit, $"{admitted} admitted")
            + report.Check("no key counts a refused request", counts.Keys.All(key => key.Count == limit), string.Join(", ", counts.Keys.Select(static key => key.Count)));
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        (string, string)[] measurements =
        [
            ("own", "limiter, 3 keys of its own, unleased, against SELECT 1"),
            ("shared", "limiter, 3 keys that all share, unleased, against SELECT 1"),
            ("spent", "limiter, a spent window, against unleased"),
        ];
        foreach ((string what, string name) in measurements)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string[] rates = await CompareAsync(what);
            report.Measure(name, double.Parse(rates[1], CultureInfo.InvariantCulture), double.Parse(rates[2], CultureInfo.InvariantCulture), "requests/s");
        }
    }

    /// <summary>Eight connections in one process, whatever the options: a comparison of round trips, not of processes.</summary>
    private async Task<string[]> CompareAsync(string what)
    {
        WorkerProcess worker = (await WorkerProcess.StartTogetherAsync(1, _ => WorkerProcess.Start("ratelimit", server.ConnectionString, what, 8, (int)options.Duration.TotalSeconds)))[0];
        await worker.WaitAsync();
        return worker.Lines.Single(static l => l.StartsWith("rates ", StringComparison.Ordinal)).Split(' ');
    }
}
