using System.Globalization;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;
using Npgsql;

namespace Hammer.Loads;

/// <summary>A host's transaction that holds one run: what it costs the callers of other runs, and what those of the held run are told.</summary>
internal sealed class HeldLoad(HammerServer server, HammerOptions options, Report report)
{
    private const string OpenPhase = "open";

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
        await OpenAsync(workers, cancellationToken);
        await PhaseAsync(workers, "after", options.Duration / 2, cancellationToken);
        await SayAsync(workers, "stop");
        foreach (WorkerProcess worker in workers)
        {
            if (await worker.WaitAsync() != 0)
                throw new InvalidOperationException("a worker failed");
        }

        report.Say(string.Join(", ", new (string Phase, TimeSpan Duration)[] { ("before", options.Duration / 2), (HeldWorker.HeldPhase, options.OpenFor), (OpenPhase, options.OpenFor), ("after", options.Duration / 2) }
            .Select(phase => string.Create(CultureInfo.InvariantCulture, $"{phase.Phase} {Latencies.Of(workers, "append", phase.Phase).Length / phase.Duration.TotalSeconds:N0} events/s"))));
        double[] with = Latencies.Of(workers, "append", HeldWorker.HeldPhase);
        Measure("against none", with, Latencies.Of(workers, "append", "before", "after"), options.Duration);
        Measure("against a transaction without one", with, Latencies.Of(workers, "append", OpenPhase), options.OpenFor);
        return await CheckAsync(workers, ledger, held, with.Length);
    }

    private void Measure(string against, double[] with, double[] without, TimeSpan duration)
    {
        string shape = $"other runs, {options.Processes} x {options.Callers} callers, a run held {against}";
        report.Measure($"append, {shape}", with.Length / options.OpenFor.TotalSeconds, without.Length / duration.TotalSeconds, "events/s");
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
        await PhaseAsync(workers, OpenPhase, options.OpenFor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
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

    /// <summary>A phase that begins with the table of heads as clean as a vacuum leaves it: none pays for what the one before has left.</summary>
    private async Task PhaseAsync(WorkerProcess[] workers, string phase, TimeSpan duration, CancellationToken cancellationToken)
    {
        await server.ExecuteAsync("VACUUM governance.run_heads");
        await SayAsync(workers, phase);
        await Task.Delay(duration, cancellationToken);
    }

    private static Task SayAsync(WorkerProcess[] workers, string line) => Task.WhenAll(workers.Select(worker => worker.SayAsync(line)));
}
