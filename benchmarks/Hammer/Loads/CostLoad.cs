using System.Globalization;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Postgres;
using Hammer.Running;

namespace Hammer.Loads;

/// <summary>Budgets that many processes spend at once: never above the stated bound, and no hold for ever.</summary>
internal sealed class CostLoad(HammerServer server, HammerOptions options, Report report)
{
    private const int CallsPerWorker = 4;

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int trials = options.Count == 0 ? 1000 : options.Count;
        long start = TimeProvider.System.GetTimestamp();
        WorkerProcess[] workers = await WorkerProcess.StartTogetherAsync(
            options.Processes, i => WorkerProcess.Start("costs", server.ConnectionString, $"w{i}", options.Callers, trials, CallsPerWorker, options.Seed + i));
        foreach (WorkerProcess worker in workers)
        {
            if (await worker.WaitAsync() != 0)
                throw new InvalidOperationException("a worker failed");
        }

        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        await Task.Delay(CostWorker.Lifetime, cancellationToken);
        Dictionary<string, long> over = workers.SelectMany(static w => w.Lines).Where(static l => l.StartsWith("settled ", StringComparison.Ordinal)).Select(static l => l.Split(' '))
            .GroupBy(static l => l[1]).ToDictionary(static g => g.Key, static g => g.Sum(static l => long.Parse(l[2], CultureInfo.InvariantCulture)));
        await using GovernancePostgresDatabase database = server.Open();
        PostgresCostStore store = new(database);
        int above = 0, held = 0, full = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            RunUsage usage = await store.GetRunUsageAsync("acme", $"trial-{trial}", cancellationToken);
            above += usage.CostUnits > CostWorker.Cap + over.GetValueOrDefault($"trial-{trial}") ? 1 : 0;
            full += usage.CostUnits > CostWorker.Cap - 60 ? 1 : 0;
            held += usage.HeldCostUnits > 0 || usage.HeldToolCalls > 0 ? 1 : 0;
        }

        int failures = report.Check($"no budget of {trials} is spent above its bound", above == 0, $"{above} above")
            + report.Check("no hold outlives its lifetime", held == 0, $"{held} held")
            + report.Check("budgets were contended", full > trials / 4, $"{full} nearly or fully spent");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{trials * options.Processes * CallsPerWorker / seconds:N0} calls/s, hold and settlement"));
        return failures == 0 ? 0 : 1;
    }
}
