using System.Text;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Conformance;

/// <summary>What every <see cref="ILedgerStore"/> promises. A store's tests derive from this and open it.</summary>
public abstract partial class LedgerStoreConformance : IAsyncLifetime
{
    protected static readonly DateTimeOffset Start = new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero).AddTicks(1_234_569);

    private readonly List<ChainLedger> _ledgers = [];

    protected FakeTimeProvider Clock { get; } = new(Start);

    protected static AuditKey OldKey { get; } = new("k0", "the first secret of the conformance tests");

    protected static AuditKey NewKey { get; } = new("k1", "the second secret of the conformance tests", AuditKeyAlgorithm.HmacSha256);

    /// <summary>Opens the store once more, as another process would; the first call creates it.</summary>
    protected abstract ValueTask<ILedgerStore> OpenAsync();

    public virtual ValueTask InitializeAsync() => default;

    public virtual ValueTask DisposeAsync()
    {
        _ledgers.ForEach(static ledger => ledger.Dispose());
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Append_GivesReceiptsThatTheRowsConfirm()
    {
        ChainLedger ledger = await NewLedgerAsync();

        AppendReceipt first = await ledger.AppendAsync("run", Event());
        IReadOnlyList<AppendReceipt> more = await ledger.AppendBatchAsync("run", [Event("""{"b":1,"a":2}""", "x.y_9"), Event()]);

        AppendReceipt[] receipts = [first, .. more];
        receipts.Select(static r => r.Seq).Should().Equal(1, 2, 3);
        first.Timestamp.Should().Be("2026-11-22T19:00:00.123456Z", "ticks are truncated");
        List<StoredEvent> rows = await ReadAsync(ledger, "run");
        rows.Select(static r => new AppendReceipt(r.RunId, r.Seq, r.Hash, r.Timestamp)).Should().Equal(receipts);
        rows.Select(static r => r.PrevHash).Should().Equal("", receipts[0].Hash, receipts[1].Hash);
        rows.Select(static r => Encoding.UTF8.GetString(r.GetData().Span)).Should().Equal("{}", """{"a":2,"b":1}""", "{}");
        rows[1].Type.Should().Be("x.y_9");
        (await ledger.GetHeadAsync("run")).Should().Be(new RunHead(3, receipts[2].Hash, 1));
        (await ledger.VerifyAsync("run", new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task Read_FromASeq_StreamsTheRest()
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.AppendBatchAsync("run", [Event(), Event(), Event()]);

        List<long> seqs = [];
        await foreach (StoredEvent row in ledger.ReadAsync("run", 2))
            seqs.Add(row.Seq);

        seqs.Should().Equal(2, 3);
        (await ReadAsync(ledger, "unknown")).Should().BeEmpty();
        (await ledger.GetHeadAsync("unknown")).Should().BeNull();
        (await ledger.VerifyAsync("unknown")).Should().BeNull();
    }

    [Theory]
    [InlineData("""{"a":[1,{"b":9007199254740993}]}""", "event_not_canonical", "the data of event `note` is refused: an integer would be rounded to an IEEE 754 double, send it as a string, at $.a[1].b (line 1, column 14)")]
    [InlineData("""{"a":1,"a":2}""", "event_not_canonical", "the data of event `note` is refused: an object has the same member name twice at $.a (line 1, column 8)")]
    [InlineData("""{"x y":"\ud800"}""", "event_not_canonical", "the data of event `note` is refused: an escape names half of a surrogate pair at $[\"x y\"] (line 1, column 9)")]
    [InlineData("""{"a":1e400}""", "event_not_canonical", "the data of event `note` is refused: a number is beyond an IEEE 754 double at $.a (line 1, column 6)")]
    [InlineData("""{"a":{"$commit":"00"}}""", "event_not_canonical", "the data of event `note` is refused: the member name `$commit` is reserved at $.a[\"$commit\"] (line 1, column 7)")]
    [InlineData("[]", "event_not_canonical", "the data of event `note` must be a JSON object")]
    [InlineData("{", "event_not_canonical", "the data of event `note` is refused: the text ends in the middle of a value at $ (line 1, column 2)")]
    public async Task Append_RefusedData_SaysWhereAndStoresNothing(string data, string code, string message)
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.AppendAsync("run", Event());

        LedgerException refused = (await FluentActions.Awaiting(() => ledger.AppendBatchAsync("run", [Event(), Event(data), Event()]).AsTask()).Should().ThrowAsync<LedgerException>()).Which;

        (refused.Code, refused.Message, refused.IsTransient).Should().Be((code, message, false));
        (await ReadAsync(ledger, "run")).Should().HaveCount(1);
    }

    [Fact]
    public async Task Append_SizeAndDepth_AreExactAtTheirLimits()
    {
        ChainLedger ledger = await NewLedgerAsync(options: new LedgerOptions { MaxEventBytes = 4096, MaxDepth = 5 });
        string Sized(int bytes) => $$"""{"x":"{{new string('y', bytes - 8)}}"}""";

        await ledger.AppendAsync("run", Event(Sized(3072)));
        await ledger.AppendAsync("run", Event("""{"a":[[[[]]]]}"""));

        (await Refusal(ledger, Event(Sized(3073)))).Should().Be(("event_too_large", "the data of event `note` has 3073 bytes in canonical form; at most 3072 are allowed, so that the event stays within 4096"));
        (await Refusal(ledger, Event("""{"a":[[[[[]]]]]}"""))).Item1.Should().Be("event_not_canonical");
        (await ledger.GetHeadAsync("run"))!.Seq.Should().Be(2);
    }

    [Fact]
    public async Task Append_LongestEnvelope_StaysWithinTheLimit()
    {
        ChainLedger ledger = await NewLedgerAsync(new AuditKeyRing(new AuditKey(new string('k', 64), "the secret of the longest key id, long enough", AuditKeyAlgorithm.HmacSha256)), new LedgerOptions { MaxEventBytes = 2048 });
        string runId = new('\u6771', 200), data = $$"""{"x":"{{new string('y', 1016)}}"}""";

        await ledger.AppendAsync(runId, Event(data, new string('t', 100)));

        (await ReadAsync(ledger, runId)).Single().Canonical.Length.Should().BeLessThanOrEqualTo(2048);
    }

    protected static LedgerEvent Event(string data = "{}", string type = "note") => LedgerEvent.Create(type, Encoding.UTF8.GetBytes(data));

    protected static async Task<List<StoredEvent>> ReadAsync(ChainLedger ledger, string runId)
    {
        List<StoredEvent> rows = [];
        await foreach (StoredEvent row in ledger.ReadAsync(runId))
            rows.Add(row);
        return rows;
    }

    /// <summary>Opens a ledger over a store of its own, as another process would.</summary>
    protected async Task<ChainLedger> NewLedgerAsync(AuditKeyRing? ring = null, LedgerOptions? options = null)
    {
        ChainLedger ledger = new(await OpenAsync(), new ChainSealer(ring ?? new AuditKeyRing(OldKey), options, Clock));
        _ledgers.Add(ledger);
        return ledger;
    }

    protected static async Task<(string Code, string Message)> Refusal(ChainLedger ledger, LedgerEvent ledgerEvent, AppendOptions? options = null)
    {
        LedgerException e = (await FluentActions.Awaiting(() => ledger.AppendAsync("run", ledgerEvent, options).AsTask()).Should().ThrowAsync<LedgerException>()).Which;
        return (e.Code, e.Message);
    }
}
