using System.Data.Common;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class LedgerStoreConformance
{
    /// <summary>Begins a transaction as a host would, on a connection of its own that ends with it.</summary>
    protected abstract ValueTask<DbTransaction> BeginAsync();

    [Fact]
    public async Task HostTransaction_Committed_TheEventsAreInTheirChains()
    {
        ChainLedger ledger = await NewLedgerAsync();
        AppendReceipt before = await ledger.AppendAsync("b", Event());
        DbTransaction transaction = await BeginAsync();

        IReadOnlyList<PendingReceipt> several = await ledger.AppendAsync(transaction, [new RunAppend("b", [Event(), Event("""{"n":2}""")]), new RunAppend("a", [Event()])]);
        PendingReceipt more = await ledger.AppendAsync(transaction, "b", Event());
        await CommitAsync(transaction);

        several.Select(static r => (r.RunId, r.Seq)).Should().Equal(("b", 2L), ("b", 3L), ("a", 1L));
        more.Seq.Should().Be(4);
        AppendReceipt after = await ledger.AppendAsync("b", Event());
        List<StoredEvent> rows = await ReadAsync(ledger, "b");
        rows.Select(static r => r.Hash).Should().Equal(before.Hash, several[0].Hash, several[1].Hash, more.Hash, after.Hash);
        rows[2].Timestamp.Should().Be(several[1].Timestamp);
        foreach (string run in new[] { "a", "b" })
            (await ledger.VerifyAsync(run, new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task HostTransaction_RolledBack_NothingHappened()
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.AppendAsync("old", Event());
        DbTransaction transaction = await BeginAsync();

        await ledger.AppendAsync(transaction, [new RunAppend("old", [Event()]), new RunAppend("new", [Event().WithPersonal()], new AppendOptions { IdempotencyKey = "k" })]);
        await RollbackAsync(transaction);

        (await ledger.AppendAsync("old", Event())).Seq.Should().Be(2);
        (await ledger.VerifyAsync("new")).Should().BeNull("there is no trace of it");
        (await ledger.AppendAsync("new", Event("""{"other":1}"""), new AppendOptions { IdempotencyKey = "k" })).Seq.Should().Be(1);
    }

    [Fact]
    public async Task HostTransaction_ARefusal_LeavesItAsItWas()
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.OpenAsync();
        DbTransaction transaction = await BeginAsync();
        PendingReceipt first = await ledger.AppendAsync(transaction, "run", Event());

        Func<Task> refused = () => ledger.AppendAsync(transaction, [new RunAppend("other", [Event()]), new RunAppend("run", [Event()], new AppendOptions { ExpectedSeq = 7 })]).AsTask();
        (await refused.Should().ThrowAsync<LedgerException>()).Which.Code.Should().Be("unexpected_seq");
        PendingReceipt second = await ledger.AppendAsync(transaction, "run", Event());
        await CommitAsync(transaction);

        (await ReadAsync(ledger, "run")).Select(static r => r.Hash).Should().Equal(first.Hash, second.Hash);
        (await ledger.VerifyAsync("other")).Should().BeNull("of a refused call nothing stays");
    }

    [Fact]
    public async Task HostTransaction_IdempotencyKey_ReturnsTheFirstReceipts()
    {
        ChainLedger ledger = await NewLedgerAsync();
        AppendOptions once = new() { IdempotencyKey = "once" };
        AppendReceipt first = await ledger.AppendAsync("run", Event("""{"a":1}""").WithPersonal("/a"), once);
        DbTransaction transaction = await BeginAsync();

        PendingReceipt repeat = await ledger.AppendAsync(transaction, "run", Event("""{"a":1}""").WithPersonal("/a"), once);
        Func<Task> another = () => ledger.AppendAsync(transaction, "run", Event("""{"a":2}""").WithPersonal("/a"), once).AsTask();
        (await another.Should().ThrowAsync<LedgerException>()).Which.Code.Should().Be("idempotency_key_reused");
        await CommitAsync(transaction);

        (repeat.Seq, repeat.Hash).Should().Be((first.Seq, first.Hash));
        (await ledger.GetHeadAsync("run"))!.Seq.Should().Be(1);
    }

    [Fact]
    public async Task HostTransaction_OfAnotherDriverOrEnded_IsMisuse()
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.OpenAsync();
        DbTransaction ended = await BeginAsync();
        await RollbackAsync(ended);
        DbTransaction open = await BeginAsync();

        await FluentActions.Awaiting(() => ledger.AppendAsync(new ForeignTransaction(), "run", Event()).AsTask()).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => ledger.AppendAsync(ended, "run", Event()).AsTask()).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => ledger.AppendAsync(open, [new RunAppend("run", [Event()]), new RunAppend("run", [Event()])]).AsTask()).Should().ThrowAsync<ArgumentException>();
        await RollbackAsync(open);

        (await ledger.VerifyAsync("run")).Should().BeNull();
    }

    [Fact]
    public async Task HostTransaction_AndTheLedgersOwnAppends_NeverFork()
    {
        ChainLedger one = await NewLedgerAsync(), two = await NewLedgerAsync();
        await one.OpenAsync();
        Task<AppendReceipt>[] own = [.. Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await two.AppendAsync("run", Event())))];

        for (int i = 0; i < 10; i++)
        {
            DbTransaction transaction = await BeginAsync();
            await one.AppendAsync(transaction, "run", Event());
            await CommitAsync(transaction);
        }

        await Task.WhenAll(own);
        VerifyReport report = (await one.VerifyAsync("run", new VerifyOptions { Strict = true }))!;
        (report.Status, report.Checked).Should().Be((VerifyStatus.Intact, 30));
    }

    protected static async Task CommitAsync(DbTransaction transaction)
    {
        await using DbConnection connection = transaction.Connection!;
        await transaction.CommitAsync();
    }

    protected static async Task RollbackAsync(DbTransaction transaction)
    {
        await using DbConnection connection = transaction.Connection!;
        await transaction.RollbackAsync();
    }

    private sealed class ForeignTransaction : DbTransaction
    {
        public override System.Data.IsolationLevel IsolationLevel => System.Data.IsolationLevel.Unspecified;

        protected override DbConnection? DbConnection => null;

        public override void Commit() => throw new NotSupportedException();

        public override void Rollback() => throw new NotSupportedException();
    }
}
