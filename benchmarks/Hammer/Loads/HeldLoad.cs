using System.Globalization;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;
using Npgsql;

namespace Hammer.Loads;

/// <summary>A host's transaction that holds one run: what it costs the callers of other runs, and what those of the held run are told.</summary>
internal sealed class HeldLoad(HammerServer server, HammerOptions options, Report report)
{
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using GovernancePostgresDatabase database = server.Open();
        using ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", LedgerWorker.Secret))));
        await ledger.AppendAsync(HeldWorker.HeldRun, LedgerEvent.Create("host.began"), cancellationToken: cancellationToken);
        WorkerProcess[] workers = await WorkerProcess.StartTogetherAsync(options.Processes, i => WorkerProcess.Start("held", server.ConnectionString, options.Callers, options.Seed + i));
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);

        // Before and after: what else the machine does, and how far the tables have grown, falls on both sides.
        await PhaseAsync(workers, "before", options.Duration / 2, cancellationToken);
        PendingReceipt held = await HoldAsync(workers, ledger, cancellationToken);
        await PhaseAsync(workers, "after", options.Duration / 2, cancellationToken);
        await SayAsync(workers, "stop");
        foreach (WorkerProcess worker in workers)
        {
            if (await worker.WaitAsync() != 0)
                throw new InvalidOperationException("a worker failed");
        }

        double[] with = Latencies.Of(workers, "append", HeldWorker.HeldPhase), without = Latencies.Of(workers, "append", "before", "after");
        string shape = $"{HeldWorker.Others} other runs, {options.Processes} x {options.Callers} callers";
        report.Measure($"append, {shape}, a run held against none", with.Length / options.OpenFor.TotalSeconds, without.Length / options.Duration.TotalSeconds, "events/s");
        foreach (double share in (double[])[0.5, 0.99])
            report.Measure(string.Create(CultureInfo.InvariantCulture, $"append p{share * 100:0}, {shape}, a run held against none"), Latencies.At(with, share), Latencies.At(without, share), "ms");
        return await CheckAsync(workers, ledger, held, with.Length);
    }

    private async Task<PendingReceipt> HoldAsync(WorkerProcess[] workers, ChainLedger ledger, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await server.DataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        PendingReceipt receipt = await ledger.AppendAsync(transaction, HeldWorker.HeldRun, LedgerEvent.Create("host.noted"), cancellationToken: cancellationToken);
        await PhaseAsync(workers, HeldWorker.HeldPhase, options.OpenFor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return receipt;
    }

    private async Task<int> CheckAsync(WorkerProcess[] workers, ChainLedger ledger, PendingReceipt held, int appended)
    {
        string[][] told = [.. workers.SelectMany(static worker => worker.Lines).Select(static line => line.Split(' '))];
        long[] receipts = [.. told.Where(static line => line[0] == "receipt").Select(static line => long.Parse(line[1], CultureInfo.InvariantCulture)).Order()];
        string[] refusals = [.. told.Where(static line => line[0] == "refused").Select(static line => $"{line[1]}, transient: {line[2]}")];
        VerifyReport? verified = await ledger.VerifyAsync(HeldWorker.HeldRun, new VerifyOptions { Strict = true });
        return report.Check("other runs went on while one was held", appended > 0, $"{appended} appends")
            + report.Check("callers of the held run got receipts or `run_busy`, which is transient", refusals.All(static refusal => refusal == "run_busy, transient: True"), $"{receipts.Length} receipts, {refusals.Length} refusals")
            + report.Check("all of them finished after the release", workers.All(static worker => worker.Lines.Contains("finished")))
            + report.Check("the host's event comes before theirs, and theirs without a gap", receipts.SequenceEqual(Enumerable.Range(1, receipts.Length).Select(i => held.Seq + i)))
            + report.Check("the held run verifies", verified?.Status == VerifyStatus.Intact && verified.Checked == held.Seq + receipts.Length, $"{verified?.Checked} events") == 0 ? 0 : 1;
    }

    private static async Task PhaseAsync(WorkerProcess[] workers, string phase, TimeSpan duration, CancellationToken cancellationToken)
    {
        await SayAsync(workers, phase);
        await Task.Delay(duration, cancellationToken);
    }

    private static Task SayAsync(WorkerProcess[] workers, string line) => Task.WhenAll(workers.Select(worker => worker.SayAsync(line)));
}
