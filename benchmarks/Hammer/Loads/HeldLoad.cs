using System.Globalization;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;
using Npgsql;

namespace Hammer.Loads;

/// <summary>A host's transaction that holds one run: what it costs the callers of other runs, and what those of the held run are told.</summary>
internal sealed class HeldLoad(HammerServer server, HammerOptions options, Report report)
{
    private const string NonePhase = "none", OpenPhase = "open";

    // There and back: what else the machine does, and how far the tables have grown, falls on all of them alike.
    private static readonly string[] Order = [NonePhase, OpenPhase, HeldWorker.HeldPhase, HeldWorker.HeldPhase, OpenPhase, NonePhase];

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using GovernancePostgresDatabase database = server.Open();
        using ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", LedgerWorker.Secret))));
        await ledger.AppendAsync(HeldWorker.HeldRun, LedgerEvent.Create("host.began"), cancellationToken: cancellationToken);
        WorkerProcess[] workers = await WorkerProcess.StartTogetherAsync(options.Processes, i => WorkerProcess.Start("held", server.ConnectionString, options.Callers, options.Seed + i));

        // Sessions, plans and processes warm up first.
        await Task.Delay(options.Duration, cancellationToken);
        List<PendingReceipt> held = [];
        foreach (string phase in Order)
        {
            if (phase == NonePhase)
                await PhaseAsync(workers, phase, cancellationToken);
            else if (phase == OpenPhase)
                await OpenAsync(workers, cancellationToken);
            else
                held.Add(await HoldAsync(workers, ledger, cancellationToken));
        }

        await SayAsync(workers, "stop");
        foreach (WorkerProcess worker in workers)
        {
            if (await worker.WaitAsync() != 0)
                throw new InvalidOperationException("a worker failed");
        }

        double[] with = Latencies.Of(workers, "append", HeldWorker.HeldPhase);
        Measure("against none", with, Latencies.Of(workers, "append", NonePhase));
        Measure("against a transaction without one", with, Latencies.Of(workers, "append", OpenPhase));
        return await CheckAsync(workers, ledger, held, with.Length);
    }

    private void Measure(string against, double[] with, double[] without)
    {
        string shape = $"other runs, {options.Processes} x {options.Callers} callers, a run held {against}";
        double seconds = 2 * options.OpenFor.TotalSeconds;
        report.Measure($"append, {shape}", with.Length / seconds, without.Length / seconds, "events/s");
        foreach (double share in (double[])[0.5, 0.99])
            report.Measure(string.Create(CultureInfo.InvariantCulture, $"append p{share * 100:0}, {shape}"), Latencies.At(with, share), Latencies.At(without, share), "ms");
    }

    /// <summary>A transaction that has written and holds no run: whatever it costs, since the server keeps what it might still see, is no matter of the run.</summary>
    private async Task OpenAsync(WorkerProcess[] workers, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await server.DataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using NpgsqlCommand write = new("SELECT pg_current_xact_id()::text", connection, transaction);
        await write.ExecuteScalarAsync(cancellationToken);
        await PhaseAsync(workers, OpenPhase, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<PendingReceipt> HoldAsync(WorkerProcess[] workers, ChainLedger ledger, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await server.DataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        PendingReceipt receipt = await ledger.AppendAsync(transaction, HeldWorker.HeldRun, LedgerEvent.Create("host.noted"), cancellationToken: cancellationToken);
        await PhaseAsync(workers, HeldWorker.HeldPhase, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return receipt;
    }

    private async Task<int> CheckAsync(WorkerProcess[] workers, ChainLedger ledger, List<PendingReceipt> held, int appended)
    {
        string[][] told = [.. workers.SelectMany(static worker => worker.Lines).Select(static line => line.Split(' '))];
        long[] receipts = [.. told.Where(static line => line[0] == "receipt").Select(static line => long.Parse(line[1], CultureInfo.InvariantCulture)).Order()];
        string[] refusals = [.. told.Where(static line => line[0] == "refused").Select(static line => $"{line[1]}, transient: {line[2]}")];
        VerifyReport? verified = await ledger.VerifyAsync(HeldWorker.HeldRun, new VerifyOptions { Strict = true });
        return report.Check("other runs went on while one was held", appended > 0, $"{appended} appends")
            + report.Check("callers of the held run got receipts or `run_busy`, which is transient", refusals.All(static refusal => refusal == "run_busy, transient: True"), $"{receipts.Length} receipts, {refusals.Length} refusals")
            + report.Check("all of them finished after the release", workers.All(static worker => worker.Lines.Contains("finished")))
            + report.Check("the host's events and theirs follow on each other without a gap", held.Select(static receipt => receipt.Seq).Concat(receipts).Order().SequenceEqual(Enumerable.Range(2, held.Count + receipts.Length).Select(static i => (long)i)))
            + report.Check("the held run verifies", verified?.Status == VerifyStatus.Intact && verified.Checked == 1 + held.Count + receipts.Length, $"{verified?.Checked} events") == 0 ? 0 : 1;
    }

    /// <summary>A phase that begins with the table of heads as clean as a vacuum leaves it: none pays for what the one before has left.</summary>
    private async Task PhaseAsync(WorkerProcess[] workers, string phase, CancellationToken cancellationToken)
    {
        await server.ExecuteAsync("VACUUM governance.run_heads");
        await SayAsync(workers, phase);
        await Task.Delay(options.OpenFor, cancellationToken);
    }

    private static Task SayAsync(WorkerProcess[] workers, string line) => Task.WhenAll(workers.Select(worker => worker.SayAsync(line)));
}
