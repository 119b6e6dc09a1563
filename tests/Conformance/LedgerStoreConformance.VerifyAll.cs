using System.Collections.Concurrent;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class LedgerStoreConformance
{
    private static readonly VerifyOptions Parallel = new() { MaxDegreeOfParallelism = 4 };

    [Fact]
    public async Task VerifyAll_InParallel_ReportsInTheOrderOfTheRunsWhatOneWorkerReports()
    {
        ChainLedger ledger = await NewManyRunsAsync(150);

        List<VerifyReport> one = await VerifyAllAsync(ledger, new VerifyOptions { MaxDegreeOfParallelism = 1 });
        List<VerifyReport> several = await VerifyAllAsync(ledger, Parallel);

        several.Select(Essence).Should().Equal(one.Select(Essence));
        several.Should().HaveCount(150);
        several.Select(static report => report.RunId).Should().BeInAscendingOrder(StringComparer.Ordinal);
        several.Where(static report => !report.Ok).Select(static report => (report.RunId, report.Status, report.Findings.Single().Kind)).Should().Equal(
            Enumerable.Range(0, 15).Select(static i => ($"run-{i * 10:000}", VerifyStatus.UnknownKey, VerifyFindingKind.UnknownKey)));
    }

    [Fact]
    public async Task VerifyAll_AfterARun_GoesOnWhereItWasLeft()
    {
        ChainLedger ledger = await NewManyRunsAsync(20);
        List<VerifyReport> begun = [];
        await foreach (VerifyReport report in ledger.VerifyAllAsync(Parallel))
        {
            begun.Add(report);
            if (begun.Count == 7)
                break;
        }

        List<VerifyReport> rest = await VerifyAllAsync(ledger, Parallel with { AfterRun = begun[^1].RunId });

        begun.Concat(rest).Select(Essence).Should().Equal((await VerifyAllAsync(ledger, Parallel)).Select(Essence));
        rest.Should().HaveCount(13);
        (await VerifyAllAsync(ledger, Parallel with { AfterRun = rest[^1].RunId })).Should().BeEmpty();
    }

    [Fact]
    public async Task VerifyAll_Cancelled_EndsAndLeavesNothingOpen()
    {
        ChainLedger ledger = await NewManyRunsAsync(150);
        using CancellationTokenSource cancel = new();
        int reports = 0;

        await FluentActions.Awaiting(async () =>
        {
            await foreach (VerifyReport report in ledger.VerifyAllAsync(Parallel, cancel.Token))
            {
                if (++reports == 3)
                    await cancel.CancelAsync();
            }
        }).Should().ThrowAsync<OperationCanceledException>();

        reports.Should().BeLessThan(150);
        for (int i = 0; i < 30; i++)
            (await VerifyAllAsync(ledger, Parallel with { AfterRun = "run-147" })).Should().HaveCount(2, "the connections of one that was cancelled are free");
    }

    [Fact]
    public async Task VerifyAll_RunsAreAppendedToMeanwhile_EachIsAsOfTheBeginning()
    {
        ChainLedger ledger = await NewManyRunsAsync(60);
        List<VerifyReport> before = await VerifyAllAsync(ledger, Parallel), reports = [];

        await foreach (VerifyReport report in ledger.VerifyAllAsync(Parallel))
        {
            if (reports.Count == 0)
            {
                for (int i = 1; i < 60; i += 2)
                    await ledger.AppendAsync($"run-{i:000}", Event());
                await ledger.AppendAsync("run-999", Event());
            }

            reports.Add(report);
        }

        reports.Select(Essence).Should().Equal(before.Select(Essence));
    }

    [Fact]
    public async Task VerifyAll_TellsHowFarItHasCome()
    {
        ChainLedger ledger = await NewLedgerAsync();
        for (int i = 0; i < 5; i++)
            await ledger.AppendBatchAsync("long", [.. Enumerable.Range(0, 1000).Select(static _ => Event())]);
        await ledger.AppendAsync("short", Event());
        Recorded progress = new();

        await VerifyAllAsync(ledger, Parallel with { Progress = progress });

        progress.Told.Should().Contain(static told => told.Events == 4096 || told.Events == 4097, "a long run is told of before it ends");
        progress.Told.Should().Contain(new VerifyProgress(2, 5001));
    }

    [Fact]
    public async Task Snapshots_SeveralOfThem_AreOfOneMoment()
    {
        ILedgerStore store = await OpenAsync();
        ChainLedger writer = await NewLedgerAsync();
        await writer.AppendAsync("run", Event());
        using CancellationTokenSource stop = new();
        Task writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await writer.AppendAsync("run", Event());
        });

        int most = 0;
        for (int i = 0; i < 40; i++)
        {
            IReadOnlyList<ILedgerSnapshot> views = await store.OpenSnapshotsAsync(4, default);
            List<RunHead?> heads = [];
            foreach (ILedgerSnapshot view in views)
            {
                heads.Add(await view.ReadHeadAsync("run", default));
                await view.DisposeAsync();
            }

            heads.Distinct().Should().ContainSingle();
            most = Math.Max(most, views.Count);
        }

        await stop.CancelAsync();
        await writing;
        IReadOnlyList<ILedgerSnapshot> quiet = await store.OpenSnapshotsAsync(4, default);
        quiet.Should().HaveCount(4);
        foreach (ILedgerSnapshot view in quiet)
            await view.DisposeAsync();
        most.Should().BeInRange(1, 4);
    }

    /// <summary>Runs of different lengths; every tenth ends with a key that the ledger does not have.</summary>
    private async Task<ChainLedger> NewManyRunsAsync(int count)
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.OpenAsync();
        ChainLedger other = await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey));
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await ledger.AppendBatchAsync($"run-{i:000}", [.. Enumerable.Range(0, 1 + (i % 17)).Select(static _ => Event())]);
            if (i % 10 == 0)
                await other.AppendAsync($"run-{i:000}", Event());
        }));
        return ledger;
    }

    private static async Task<List<VerifyReport>> VerifyAllAsync(ChainLedger ledger, VerifyOptions options)
    {
        List<VerifyReport> reports = [];
        await foreach (VerifyReport report in ledger.VerifyAllAsync(options))
            reports.Add(report);
        return reports;
    }

    private static (string RunId, VerifyStatus Status, long Checked, RunHead? Head, int Findings) Essence(VerifyReport report) => (report.RunId, report.Status, report.Checked, report.Head, report.FindingCount);

    private sealed class Recorded : IProgress<VerifyProgress>
    {
        internal ConcurrentQueue<VerifyProgress> Told { get; } = [];

        public void Report(VerifyProgress value) => Told.Enqueue(value);
    }
}
