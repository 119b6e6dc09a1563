using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class LedgerStoreConformance
{
    [Fact]
    public async Task IdempotencyKey_SameEvents_GivesTheFirstReceiptsFromAnyProcess()
    {
        ChainLedger first = await NewLedgerAsync(), second = await NewLedgerAsync();
        AppendOptions once = new() { IdempotencyKey = "once" };
        IReadOnlyList<AppendReceipt> receipts = await first.AppendBatchAsync("run", [Event("""{"b":1,"a":2}"""), Event()], once);
        await first.AppendAsync("run", Event());
        Clock.Advance(TimeSpan.FromDays(1));

        IReadOnlyList<AppendReceipt> repeat = await second.AppendBatchAsync("run", [Event("""{ "a": 2.0, "b": 1 }"""), Event()], once with { ExpectedSeq = 99 });

        repeat.Should().Equal(receipts);
        (await first.GetHeadAsync("run"))!.Seq.Should().Be(3);
        (await second.AppendAsync("another run", Event(), once)).Seq.Should().Be(1, "a key belongs to its run");
    }

    [Fact]
    public async Task IdempotencyKey_OtherEvents_IsRefusedAndStoresNothing()
    {
        ChainLedger ledger = await NewLedgerAsync();
        AppendOptions once = new() { IdempotencyKey = "once" };
        await ledger.AppendAsync("run", Event("""{"a":1}"""), once);

        foreach (LedgerEvent other in (LedgerEvent[])[Event("""{"a":2}"""), Event("""{"a":1}""", "other")])
            (await Refusal(ledger, other, once)).Should().Be(("idempotency_key_reused", "the idempotency key was used in this run for other events"));
        await FluentActions.Awaiting(() => ledger.AppendBatchAsync("run", [Event("""{"a":1}"""), Event()], once).AsTask()).Should().ThrowAsync<LedgerException>();
        (await ledger.GetHeadAsync("run"))!.Seq.Should().Be(1);
    }

    [Fact]
    public async Task ExpectedSeq_IsComparedWithTheHead()
    {
        ChainLedger ledger = await NewLedgerAsync();

        (await Refusal(ledger, Event(), new AppendOptions { ExpectedSeq = 1 })).Should().Be(("unexpected_seq", "the run's last event is 0, not 1"));
        await ledger.AppendAsync("run", Event(), new AppendOptions { ExpectedSeq = 0 });
        (await Refusal(ledger, Event(), new AppendOptions { ExpectedSeq = 0 })).Should().Be(("unexpected_seq", "the run's last event is 1, not 0"));
        (await ledger.AppendAsync("run", Event(), new AppendOptions { ExpectedSeq = 1 })).Seq.Should().Be(2);
    }

    [Fact]
    public async Task ExpectedSeq_ManyCallers_OneWins()
    {
        ChainLedger[] ledgers = [await NewLedgerAsync(), await NewLedgerAsync(), await NewLedgerAsync()];

        bool[] won = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
        {
            try
            {
                await ledgers[i % 3].AppendAsync("run", Event(), new AppendOptions { ExpectedSeq = 0 });
                return true;
            }
            catch (LedgerException e) when (e.Code == "unexpected_seq")
            {
                return false;
            }
        })));

        won.Count(static w => w).Should().Be(1);
    }

    [Fact]
    public async Task Cancelled_BeforeTheWrite_NothingLandsAndTheExceptionSaysSo()
    {
        ChainLedger opened = await NewLedgerAsync(), fresh = await NewLedgerAsync();
        await opened.OpenAsync();

        foreach (ChainLedger ledger in (ChainLedger[])[opened, fresh])
        {
            AppendCanceledException cancelled = (await FluentActions.Awaiting(() => ledger.AppendAsync("run", Event(), cancellationToken: new CancellationToken(true)).AsTask())
                .Should().ThrowAsync<AppendCanceledException>()).Which;
            (cancelled.MayHaveLanded, cancelled.Message).Should().Be((false, "The append was cancelled; nothing was stored."));
        }

        (await opened.GetHeadAsync("run")).Should().BeNull();
    }

    [Fact]
    public async Task Cancelled_AtAnyMoment_LandsExactlyWhenAReceiptWasGivenOrMayHaveLanded()
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.OpenAsync();
        int receipts = 0, maybe = 0;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            using CancellationTokenSource source = new();
            ValueTask<AppendReceipt> append = ledger.AppendAsync("run", Event(), cancellationToken: source.Token);
            if (i % 2 == 0)
                await source.CancelAsync();
            try
            {
                await append;
                Interlocked.Increment(ref receipts);
            }
            catch (AppendCanceledException e)
            {
                if (e.MayHaveLanded)
                    Interlocked.Increment(ref maybe);
            }
        })));

        VerifyReport report = (await ledger.VerifyAsync("run"))!;
        report.Status.Should().Be(VerifyStatus.Intact);
        report.Checked.Should().BeInRange(receipts, receipts + maybe);
    }
}
