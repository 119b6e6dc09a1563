using System.Globalization;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;

namespace Hammer.Loads;

/// <summary>A number of appends with keys from many processes, in spite of kills and restarts; then every promise is checked.</summary>
internal sealed class LedgerLoad(HammerServer server, HammerOptions options, Report report)
{
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Random random = new(options.Seed);
        List<WorkerProcess> all = [.. await WorkerProcess.StartTogetherAsync(options.Processes, i => Start("ledger", $"w{i}"))];
        Task restarting = RestartAsync(cancellationToken);
        List<Task> ends = [];
        for (int i = 0; i < options.Processes; i++)
            ends.Add(SeeThroughAsync(all[i], $"w{i}", options.Kill && i % 2 == 0 ? random.Next(200, 1500) : 0, all));
        await Task.WhenAll(ends);
        await restarting;
        return await CheckAsync(all);
    }

    /// <summary>Waits for a worker; one that was killed is followed by another under the same name, which repeats its keys.</summary>
    private async Task SeeThroughAsync(WorkerProcess worker, string name, int killAfter, List<WorkerProcess> all)
    {
        if (killAfter > 0)
        {
            await Task.Delay(killAfter);
            if (!worker.HasExited)
            {
                worker.Kill();
                await worker.WaitAsync();
                WorkerProcess next = Start("ledger", name);
                lock (all)
                    all.Add(next);
                await next.GoAsync();
                worker = next;
            }
        }

        if (await worker.WaitAsync() != 0)
            throw new InvalidOperationException($"the worker {name} failed");
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < options.Restarts && server.CanRestart; i++)
        {
            await Task.Delay(700, cancellationToken);
            await server.RestartAsync();
            report.Say("the server was restarted");
        }
    }

    private async Task<int> CheckAsync(List<WorkerProcess> workers)
    {
        await using GovernancePostgresDatabase database = server.Open();
        using ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", LedgerWorker.Secret))));
        int failures = 0;
        long events = 0;
        Dictionary<(string, long), string> hashes = [];
        for (int run = 0; run < options.Runs; run++)
        {
            VerifyReport? verified = await ledger.VerifyAsync($"run-{run}", new VerifyOptions { Strict = true });
            failures += report.Check($"run-{run} verifies", verified?.Status == VerifyStatus.Intact, $"{verified?.Checked} events");
            events += verified?.Checked ?? 0;
            await foreach (StoredEvent row in ledger.ReadAsync($"run-{run}"))
                hashes[(row.RunId, row.Seq)] = row.Hash;
        }

        string[][] receipts = [.. workers.SelectMany(static w => w.Lines).Where(static l => l.StartsWith("receipt ", StringComparison.Ordinal)).Select(static l => l.Split(' '))];
        failures += report.Check("every receipt that was handed out stands", receipts.All(r => hashes.GetValueOrDefault((r[1], long.Parse(r[2], CultureInfo.InvariantCulture))) == r[3]), $"{receipts.Length} receipts");
        failures += report.Check("repeats by key are single", receipts.GroupBy(static r => r[4]).All(static g => g.Select(static r => (r[1], r[2])).Distinct().Count() == 1));
        failures += report.Check("no append is lost and none is double", events == (long)options.Processes * options.Count, $"{events} events");
        return failures == 0 ? 0 : 1;
    }

    private WorkerProcess Start(string load, string name) => WorkerProcess.Start(load, server.ConnectionString, name, options.Callers, options.Runs, options.Count, options.Duration.TotalSeconds, options.Batch);
}
