using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class LedgerStoreConformance
{
    [Fact]
    public async Task Append_ManyCallersOnOneRun_NoGapNoForkEveryReceiptStands()
    {
        ChainLedger ledger = await NewLedgerAsync();

        AppendReceipt[] receipts = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () => await ledger.AppendAsync("run", Event($$"""{"i":{{i}}}""")))));

        receipts.Select(static r => r.Seq).Order().Should().Equal(Enumerable.Range(1, 64).Select(static i => (long)i));
        await RequireIntact(ledger, receipts);
    }

    [Fact]
    public async Task Append_SeveralInstances_NoGapNoFork()
    {
        ChainLedger[] ledgers = [await NewLedgerAsync(), await NewLedgerAsync(), await NewLedgerAsync(), await NewLedgerAsync()];

        AppendReceipt[][] receipts = await Task.WhenAll(ledgers.Select(ledger => Task.Run(async () =>
        {
            List<AppendReceipt> mine = [];
            for (int i = 0; i < 25; i++)
                mine.AddRange(await ledger.AppendBatchAsync("run", [Event(), Event()]));
            return mine.ToArray();
        })));

        foreach (AppendReceipt[] mine in receipts)
            mine.Chunk(2).Should().OnlyContain(static pair => pair[1].Seq == pair[0].Seq + 1, "a batch stays together");
        await RequireIntact(ledgers[0], [.. receipts.SelectMany(static r => r)]);
    }

    [Fact]
    public async Task IdempotencyKey_ManyCallers_AppendOnce()
    {
        ChainLedger[] ledgers = [await NewLedgerAsync(), await NewLedgerAsync()];

        AppendReceipt[] receipts = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            Task.Run(async () => await ledgers[i % 2].AppendAsync("run", Event("""{"a":1}"""), new AppendOptions { IdempotencyKey = "once" }))));

        receipts.Distinct().Should().ContainSingle();
        (await ledgers[0].GetHeadAsync("run"))!.Seq.Should().Be(1);
    }

    [Fact]
    public async Task OneCallersFailure_UndoesItselfAlone()
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.OpenAsync();

        string[] results = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            try
            {
                await ledger.AppendAsync(i % 3 == 0 ? "refused" : "run", Event(), i % 3 == 0 ? new AppendOptions { ExpectedSeq = 7 } : null);
                return "stored";
            }
            catch (LedgerException e)
            {
                return e.Code;
            }
        })));

        results.Count(static r => r == "unexpected_seq").Should().Be(20);
        (await ledger.GetHeadAsync("run"))!.Seq.Should().Be(40);
        (await ledger.GetHeadAsync("refused")).Should().BeNull();
    }

    [Fact]
    public async Task Snapshot_WhileAppendsGoOn_IsOneMoment()
    {
        ChainLedger writer = await NewLedgerAsync(), reader = await NewLedgerAsync();
        await writer.AppendAsync("run", Event());
        using CancellationTokenSource stop = new();
        Task writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await writer.AppendBatchAsync("run", [Event(), Event(), Event()]);
        });

        for (int i = 0; i < 25; i++)
        {
            VerifyReport report = (await reader.VerifyAsync("run"))!;
            report.Status.Should().Be(VerifyStatus.Intact);
            (report.Checked % 3).Should().Be(1, "a batch is seen whole or not at all");
            report.Head!.Seq.Should().Be(report.Checked);
        }

        await stop.CancelAsync();
        await writing;
    }

    private static async Task RequireIntact(ChainLedger ledger, IReadOnlyCollection<AppendReceipt> receipts)
    {
        VerifyReport report = (await ledger.VerifyAsync("run", new VerifyOptions { Strict = true }))!;
        (report.Status, report.Checked).Should().Be((VerifyStatus.Intact, receipts.Count));
        (await ReadAsync(ledger, "run")).Select(static r => (r.Seq, r.Hash)).Should().Equal(receipts.OrderBy(static r => r.Seq).Select(static r => (r.Seq, r.Hash)));
    }
}
