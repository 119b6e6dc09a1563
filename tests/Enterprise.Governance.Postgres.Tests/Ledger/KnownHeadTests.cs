using Enterprise.Governance.Ledger;
using Enterprise.Governance.TestSupport;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Ledger;

/// <summary>Appends after a head that the process knows: one exchange, and the same promises whoever else moves the run and whatever breaks.</summary>
public sealed partial class KnownHeadTests : IAsyncLifetime
{
    private const string Lock = "ledger_try_lock", Store = "ledger_store_at_known", Lone = "ledger_append_at_known";

    private static readonly AuditKeyRing Ring = new(new AuditKey("k0", "the secret of the tests of known heads, long enough"));

    private readonly List<IAsyncDisposable> _opened = [];
    private PostgresTestDatabase _database = null!;
    private PostgresProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger);
        NpgsqlConnectionStringBuilder server = new(_database.AppDataSource.ConnectionString);
        _proxy = new PostgresProxy(server.Host!, server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable one in Enumerable.Reverse(_opened))
            await one.DisposeAsync();
        await _proxy.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Append_ToARunThatNobodyElseMoves_TakesNoLockBefore()
    {
        ChainLedger ledger = Open();
        await ledger.AppendAsync("run", Event());

        _proxy.BreakAt(Lock, afterwards: false);
        for (long seq = 2; seq < 6; seq++)
            (await ledger.AppendAsync("run", Event())).Seq.Should().Be(seq);

        _proxy.IsBreakPending.Should().BeTrue("no exchange was for the lock alone");
        await RequireIntactAsync(ledger, "run", 5);
    }

    [Fact]
    public async Task Append_WithAConditionOrAKey_LooksAtTheHeadFirst()
    {
        ChainLedger ledger = Open();
        await ledger.AppendAsync("run", Event());
        foreach (AppendOptions options in (AppendOptions[])[new() { ExpectedSeq = 1 }, new() { IdempotencyKey = "key" }])
        {
            _proxy.BreakAt(Lock, afterwards: false);

            await ledger.AppendAsync("run", Event(), options);

            _proxy.IsBreakPending.Should().BeFalse();
        }
    }

    [Fact]
    public async Task Append_ToARunThatAnotherProcessMovedMeanwhile_FollowsIt()
    {
        ChainLedger ledger = Open(), other = Open();
        await ledger.AppendAsync("run", Event());
        await ledger.AppendAsync("run", Event());
        await other.AppendAsync("run", Event());

        (await ledger.AppendAsync("run", Event())).Seq.Should().Be(4);
        (await other.AppendAsync("run", Event())).Seq.Should().Be(5);

        await RequireIntactAsync(ledger, "run", 5);
    }

    [Fact]
    public async Task Append_ToARunThatOthersMoveAllTheTime_IsTrustedAgainOnceTheyStop()
    {
        ChainLedger ledger = Open(), other = Open();
        for (int i = 0; i < 3; i++)
        {
            await ledger.AppendAsync("run", Event());
            await other.AppendAsync("run", Event());
        }

        // The first finds the head moved, the second as the first left it.
        await ledger.AppendAsync("run", Event());
        await ledger.AppendAsync("run", Event());
        _proxy.BreakAt(Lock, afterwards: false);
        await ledger.AppendAsync("run", Event());

        _proxy.IsBreakPending.Should().BeTrue("no exchange was for the lock alone");
        await RequireIntactAsync(ledger, "run", 9);
    }

    [Fact]
    public async Task Appends_OfManyRunsAndTwoProcesses_LoseAndDoubleNothing()
    {
        const int Each = 60, Runs = 3;
        ChainLedger[] ledgers = [Open(), Open()];

        AppendReceipt[][] receipts = await Task.WhenAll(ledgers.SelectMany(ledger => Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            List<AppendReceipt> mine = [];
            for (int i = 0; i < Each; i++)
                mine.Add(await ledger.AppendAsync($"run-{(caller + i) % Runs}", Event()));
            return mine.ToArray();
        }))));

        receipts.SelectMany(static all => all).Select(static receipt => (receipt.RunId, receipt.Seq)).Should().OnlyHaveUniqueItems();
        for (int run = 0; run < Runs; run++)
            await RequireIntactAsync(ledgers[0], $"run-{run}", 2 * 4 * Each / Runs);
    }

    [Fact]
    public async Task Append_WhileTheRunIsHeld_WaitsForItAndStopsNoOther()
    {
        ChainLedger ledger = Open();
        await ledger.AppendAsync("held", Event());
        await ledger.AppendAsync("free", Event());
        await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await Open().AppendAsync(transaction, "held", Event());

        Task<AppendReceipt> waiting = ledger.AppendAsync("held", Event()).AsTask();
        (await ledger.AppendAsync("free", Event())).Seq.Should().Be(2);
        waiting.IsCompleted.Should().BeFalse();
        await transaction.CommitAsync();

        (await waiting).Seq.Should().Be(3);
        await RequireIntactAsync(ledger, "held", 3);
    }

    [Theory]
    [InlineData(Store, false)]
    [InlineData(Store, true)]
    [InlineData(Lone, false)]
    [InlineData(Lone, true)]
    public async Task Append_WhoseExchangeBreaks_HasHappenedOnceAndSaysSo(string statement, bool afterwards)
    {
        ChainLedger ledger = Open();
        await ledger.AppendAsync("run", Event());
        await ledger.AppendAsync("other", Event());
        _proxy.BreakAt(statement, afterwards);

        // The first is alone; those that come while it is under way go together.
        _proxy.Stall();
        Task<AppendReceipt>[] appends = [.. ((string[])["run", "other", "run"]).Select(run => ledger.AppendAsync(run, Event()).AsTask())];
        _proxy.Flow();
        AppendReceipt[] receipts = await Task.WhenAll(appends);

        _proxy.IsBreakPending.Should().BeFalse();
        receipts.Select(static receipt => (receipt.RunId, receipt.Seq)).Should().Equal(("run", 2L), ("other", 2L), ("run", 3L));
        await RequireIntactAsync(ledger, "run", 3);
        await RequireIntactAsync(ledger, "other", 2);
        await foreach (StoredEvent row in ledger.ReadAsync("run", 2))
            receipts.Should().Contain(receipt => receipt.RunId == "run" && receipt.Seq == row.Seq && receipt.Hash == row.Hash && receipt.Timestamp == row.Timestamp);
    }

    [Theory]
    [InlineData(Store, 2, false)]
    [InlineData(Store, 2, true)]
    [InlineData(Lone, 1, false)]
    [InlineData(Lone, 1, true)]
    public async Task Append_WhoseExchangeBreaksForGood_IsUnavailableAndNotTriedAgain(string statement, int count, bool afterwards)
    {
        ChainLedger ledger = Open();
        await ledger.AppendAsync("run", Event());
        _proxy.BreakAt(statement, afterwards, isLast: true);

        GovernanceException failure = (await ledger.Awaiting(l => l.AppendBatchAsync("run", [.. Enumerable.Repeat(Event(), count)]).AsTask()).Should().ThrowAsync<GovernanceException>()).Which;

        (failure.Code, failure.IsTransient).Should().Be(("store_unavailable", true));
        _proxy.Start();
        int stored = 1 + (afterwards ? count : 0);
        (await ledger.AppendAsync("run", Event())).Seq.Should().Be(stored + 1);
        await RequireIntactAsync(ledger, "run", stored + 1);
    }

    [Fact]
    public async Task Append_OfAnEventThatIsRefused_IsToldAndHarmsNoOther()
    {
        ChainLedger ledger = Open();
        await ledger.AppendAsync("run", Event());
        await ledger.AppendAsync("other", Event());

        Task refused = ledger.AppendAsync("run", LedgerEvent.Create("note", """{"n":9007199254740993}"""u8.ToArray())).AsTask();
        Task<AppendReceipt> other = ledger.AppendAsync("other", Event()).AsTask();

        (await FluentActions.Awaiting(() => refused).Should().ThrowAsync<LedgerException>()).Which.Code.Should().Be("event_not_canonical");
        (await other).Seq.Should().Be(2);
    }

    private static LedgerEvent Event() => LedgerEvent.Create("note", """{"text":"hello"}"""u8.ToArray());

    private static async Task RequireIntactAsync(ChainLedger ledger, string run, long count)
    {
        VerifyReport report = (await ledger.VerifyAsync(run, new VerifyOptions { Strict = true }))!;
        (report.Status, report.Checked).Should().Be((VerifyStatus.Intact, count));
    }

    /// <summary>Opens a ledger as another process would, with so small a pool that it has one queue: what comes together goes together.</summary>
    private ChainLedger Open()
    {
        NpgsqlDataSource dataSource = _database.OpenDataSource(PostgresCluster.App, c => (c.Host, c.Port, c.Timeout, c.NoResetOnClose, c.MaxPoolSize) = ("127.0.0.1", _proxy.Port, 2, true, 8));
        GovernancePostgresDatabase database = new(dataSource, new GovernancePostgresOptions { Features = PostgresFeatures.Ledger, SchemaMode = SchemaMode.Validate });
        _opened.Add(dataSource);
        _opened.Add(database);
        return new ChainLedger(new PostgresLedgerStore(database), new ChainSealer(Ring));
    }
}
