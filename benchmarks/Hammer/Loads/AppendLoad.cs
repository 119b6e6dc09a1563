using System.Globalization;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;

namespace Hammer.Loads;

/// <summary>How fast events are appended, beside what anybody would write without a ledger: the loop that locks a head, a bare insert for one caller, a bare insert of many rows for batches.</summary>
internal sealed class AppendLoad(HammerServer server, HammerOptions options, Report report)
{
    private string Baseline => options.Batch > 1 ? "ledger-unnest" : options is { Processes: 1, Callers: 1 } ? "ledger-insert" : "ledger-loop";

    internal async Task<int> RunAsync()
    {
        await server.ExecuteAsync($"""
            CREATE TABLE loop_heads (run_id text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL, hash text NOT NULL) WITH (fillfactor = 50);
            CREATE TABLE loop_events (run_id text COLLATE "C", seq bigint, ts text, type text, canonical text, prev_hash text, hash text, kid text, alg text, PRIMARY KEY (run_id, seq));
            INSERT INTO loop_heads SELECT 'run-' || i, 0, '' FROM generate_series(0, {options.Runs - 1}) i;
            """);
        List<Rate> bare = [], ours = [];
        for (int round = 0; round < options.Rounds; round++)
        {
            bare.Add(await RateAsync(Baseline));
            ours.Add(await RateAsync("ledger"));
        }

        string shape = $"{options.Runs} run{(options.Runs == 1 ? "" : "s")}, {options.Processes} x {options.Callers} callers{(options.Batch > 1 ? $", batches of {options.Batch}" : "")}";
        report.Measure($"append, {shape}", Median(ours, static r => r.PerSecond), Median(bare, static r => r.PerSecond), "events/s");
        report.Measure($"append p50, {shape}", Median(ours, static r => r.P50), Median(bare, static r => r.P50), "ms");
        report.Measure($"append p99, {shape}", Median(ours, static r => r.P99), Median(bare, static r => r.P99), "ms");
        await using GovernancePostgresDatabase database = server.Open();
        using ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", LedgerWorker.Secret))));
        int failures = 0;
        for (int run = 0; run < options.Runs; run++)
            failures += report.Check($"run-{run} verifies", (await ledger.VerifyAsync($"run-{run}"))?.Status == VerifyStatus.Intact);
        return failures == 0 ? 0 : 1;
    }

    private static double Median(List<Rate> rates, Func<Rate, double> value) => rates.Select(value).Order().ElementAt(rates.Count / 2);

    private async Task<Rate> RateAsync(string load)
    {
        WorkerProcess[] workers = await WorkerProcess.StartTogetherAsync(
            options.Processes, i => WorkerProcess.Start(load, server.ConnectionString, $"w{i}", options.Callers, options.Runs, 0, options.Duration.TotalSeconds, options.Batch));
        Rate rate = new(0, 0, 0);
        foreach (WorkerProcess worker in workers)
        {
            if (await worker.WaitAsync() != 0)
                throw new InvalidOperationException("a worker failed");
            double[] done = [.. worker.Lines.Single(static l => l.StartsWith("done ", StringComparison.Ordinal)).Split(' ').Skip(2).Select(static t => double.Parse(t, CultureInfo.InvariantCulture))];
            rate = new Rate(rate.PerSecond + (done[0] * options.Batch / done[1]), Math.Max(rate.P50, done[2]), Math.Max(rate.P99, done[3]));
        }

        return rate;
    }

    private sealed record Rate(double PerSecond, double P50, double P99);
}
