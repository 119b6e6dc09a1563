using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Ledger;

/// <summary>Runs that a host's own transaction holds: who waits, who does not, and what is said when it takes too long.</summary>
public sealed class HeldRunTests : IAsyncLifetime
{
    private static readonly AuditKeyRing Ring = new(new AuditKey("k0", "the secret of the tests of held runs, long enough"));

    private readonly List<GovernancePostgresDatabase> _opened = [];
    private PostgresTestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger);

    public async ValueTask DisposeAsync()
    {
        foreach (GovernancePostgresDatabase database in _opened)
            await database.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task HeldRun_StopsNoOther_AndGoesOnAfterwards()
    {
        ChainLedger ledger = Open(TimeSpan.FromMinutes(1));
        await ledger.AppendAsync("held", Event());
        await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await ledger.AppendAsync(transaction, "held", Event());

        // More units for the held run than there are lanes, put between those of others.
        Task<AppendReceipt>[] waiting = [.. Enumerable.Range(0, 20).Select(_ => ledger.AppendAsync("held", Event()).AsTask())];
        for (int i = 0; i < 50; i++)
            (await ledger.AppendAsync($"free-{i % 5}", Event())).Seq.Should().Be((i / 5) + 1);
        waiting.Should().OnlyContain(static task => !task.IsCompleted);
        await transaction.CommitAsync();

        (await Task.WhenAll(waiting)).Select(static r => r.Seq).Order().Should().Equal(Enumerable.Range(3, 20).Select(static i => (long)i));
        (await ledger.VerifyAsync("held", new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task ManyHeldRuns_MoreThanLanes_AllGoOnAfterwards()
    {
        ChainLedger ledger = Open(TimeSpan.FromMinutes(1));
        await ledger.OpenAsync();
        await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await ledger.AppendAsync(transaction, [.. Enumerable.Range(0, 12).Select(static i => new RunAppend($"held-{i}", [Event()]))]);

        Task<AppendReceipt>[] waiting = [.. Enumerable.Range(0, 24).Select(i => ledger.AppendAsync($"held-{i % 12}", Event()).AsTask())];
        (await ledger.AppendAsync("free", Event())).Seq.Should().Be(1);
        await transaction.RollbackAsync();

        (await Task.WhenAll(waiting)).Select(static r => r.Seq).Order().Should().Equal(Enumerable.Repeat(1L, 12).Concat(Enumerable.Repeat(2L, 12)));
    }

    [Fact]
    public async Task RunsHeldForLong_TakeNoPlaceOfThoseThatPassOn()
    {
        const int held = 4;
        ChainLedger ledger = Open(TimeSpan.FromMinutes(1));
        await ledger.OpenAsync();
        await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await ledger.AppendAsync(transaction, [.. Enumerable.Range(0, held + 1).Select(static i => new RunAppend($"held-{i}", [Event()]))]);
        Task<AppendReceipt>[] waiting = [.. Enumerable.Range(0, held).Select(i => ledger.AppendAsync($"held-{i}", Event()).AsTask())];
        await WaitersAsync(held);

        // It goes into the server's queue too, for which it would not be asked while the others count.
        Task<AppendReceipt> another = ledger.AppendAsync($"held-{held}", Event()).AsTask();
        await WaitersAsync(held + 1);
        await transaction.CommitAsync();

        (await Task.WhenAll([.. waiting, another])).Should().OnlyContain(static receipt => receipt.Seq == 2);
    }

    [Fact]
    public async Task HeldForLongerThanTheLockTimeout_IsATransientErrorOnBothWays()
    {
        ChainLedger ledger = Open(TimeSpan.FromMilliseconds(100));
        await ledger.AppendAsync("held", Event());
        await using NpgsqlConnection holder = await _database.AppDataSource.OpenConnectionAsync(), other = await _database.AppDataSource.OpenConnectionAsync();
        await using NpgsqlTransaction holding = await holder.BeginTransactionAsync(), second = await other.BeginTransactionAsync();
        await ledger.AppendAsync(holding, "held", Event());

        await BusyAsync(() => ledger.AppendAsync("held", Event()).AsTask(), "run_busy");
        await BusyAsync(() => ledger.AppendAsync(second, "held", Event()).AsTask(), "store_busy");
        PendingReceipt elsewhere = await ledger.AppendAsync(second, "free", Event());
        await second.CommitAsync();
        await holding.CommitAsync();

        elsewhere.Seq.Should().Be(1, "a lock that was not got leaves the host's transaction usable");
        (await ledger.GetHeadAsync("held"))!.Seq.Should().Be(2);
        (await ledger.GetHeadAsync("free"))!.Seq.Should().Be(1);
    }

    [Fact]
    public async Task TwoTransactionsInOppositeOrder_EndInACommitOrATypedError()
    {
        ChainLedger ledger = Open(TimeSpan.FromSeconds(30));
        await ledger.OpenAsync();
        using SemaphoreSlim bothHaveOne = new(0);
        int arrived = 0;

        string[] ends = await Task.WhenAll(new[] { ("a", "b"), ("b", "a") }.Select(runs => Task.Run(async () =>
        {
            await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await ledger.AppendAsync(transaction, runs.Item1, Event());
            if (Interlocked.Increment(ref arrived) == 2)
                bothHaveOne.Release(2);
            await bothHaveOne.WaitAsync();
            try
            {
                await ledger.AppendAsync(transaction, runs.Item2, Event());
                await transaction.CommitAsync();
                return "committed";
            }
            catch (GovernanceException e) when (e.IsTransient)
            {
                await transaction.RollbackAsync();
                return e.Code;
            }
        })));

        ends.Should().BeEquivalentTo("committed", "store_busy");
        foreach (string run in new[] { "a", "b" })
            (await ledger.VerifyAsync(run))!.Checked.Should().Be(1);
    }

    [Fact]
    public async Task OneCallForSeveralRuns_FromTwoTransactions_NeverDeadlocks()
    {
        ChainLedger ledger = Open(TimeSpan.FromSeconds(30));
        await ledger.OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; i < 10; i++)
            {
                await using NpgsqlConnection connection = await _database.AppDataSource.OpenConnectionAsync();
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
                string[] runs = worker % 2 == 0 ? ["a", "b", "c"] : ["c", "b", "a"];
                await ledger.AppendAsync(transaction, [.. runs.Select(static run => new RunAppend(run, [Event()]))]);
                await transaction.CommitAsync();
            }
        })));

        foreach (string run in new[] { "a", "b", "c" })
            (await ledger.VerifyAsync(run))!.Should().Match<VerifyReport>(static r => r.Ok && r.Checked == 80);
    }

    [Theory]
    [InlineData("UPDATE governance.run_events SET type = 'x'")]
    [InlineData("DELETE FROM governance.run_events")]
    [InlineData("TRUNCATE governance.run_events")]
    [InlineData("UPDATE governance.run_event_values SET value = '2'")]
    [InlineData("TRUNCATE governance.run_event_values")]
    public async Task Fence_RefusesEvenTheOwner(string sql)
    {
        ChainLedger ledger = Open(TimeSpan.FromSeconds(30));
        await ledger.AppendAsync("run", LedgerEvent.Create("note", """{"a":1}"""u8.ToArray()).WithPersonal("/a"));
        await using NpgsqlCommand change = _database.OwnerDataSource.CreateCommand(sql);

        (await FluentActions.Awaiting(() => change.ExecuteNonQueryAsync()).Should().ThrowAsync<PostgresException>()).Which.MessageText.Should().EndWith("is append-only");

        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }

    private static LedgerEvent Event() => LedgerEvent.Create("note");

    /// <summary>Waits until so many sessions wait for a lock; there is no signal of it.</summary>
    private async Task WaitersAsync(int count)
    {
        await using NpgsqlCommand look = _database.OwnerDataSource.CreateCommand("SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE a.datname = current_database() AND NOT l.granted");
        while ((long)(await look.ExecuteScalarAsync(TestContext.Current.CancellationToken))! < count)
            await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    private static async Task BusyAsync(Func<Task> append, string code)
    {
        GovernanceException e = (await FluentActions.Awaiting(append).Should().ThrowAsync<GovernanceException>()).Which;
        (e.Code, e.IsTransient).Should().Be((code, true));
    }

    private ChainLedger Open(TimeSpan lockTimeout)
    {
        GovernancePostgresDatabase database = _database.Open(configure: options => options.LockTimeout = lockTimeout);
        _opened.Add(database);
        return new ChainLedger(new PostgresLedgerStore(database), new ChainSealer(Ring));
    }
}
