using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Ledger;

/// <summary>Units that share a transaction, of which one fails: what each is told is what happened.</summary>
public sealed class SharedFlushTests : IAsyncLifetime
{
    private static readonly AuditKeyRing Ring = new(new AuditKey("k0", "the secret of the tests of shared flushes, long enough"));

    private readonly ChainSealer _sealer = new(Ring);
    private PostgresTestDatabase _test = null!;
    private GovernancePostgresDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger);
        _database = _test.Open();
        await Ledger().OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _test.DisposeAsync();
    }

    [Fact]
    public async Task Flush_AUnitIsUndone_AKeyedRepeatBesideItGetsItsFirstReceipts()
    {
        AppendReceipt first = await Ledger().AppendAsync("run", Event("note"), new AppendOptions { IdempotencyKey = "once" });
        PostgresAppendWork repeat = new(_database, Request("run", "note", "once", await DigestAsync()), _sealer);
        PostgresUnit<int, int, int> failing = new(
            "another", 0, static (batch, _) => batch.AddCommand("SELECT 1"),
            static async (reader, _) =>
            {
                await reader.ReadAsync();
                await reader.NextResultAsync();
                return 1;
            },
            static (_, _, _) => throw new LedgerException("head_moved", "its commands must be undone", isTransient: true), []);

        await FlushAsync(repeat, failing);

        (await repeat.WaitAsync(default)).Should().Equal(first);
        (await FluentActions.Awaiting(() => failing.WaitAsync(default).AsTask()).Should().ThrowAsync<LedgerException>()).Which.Code.Should().Be("head_moved");
    }

    [Fact]
    public async Task Flush_CommitFails_AUnitRefusedOnAccountOfAnotherIsDecidedAnew()
    {
        await ExecuteAsync(
            """
            CREATE FUNCTION public.refuse_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not at all'; END $$;
            CREATE CONSTRAINT TRIGGER late AFTER INSERT ON governance.run_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.type = 'refused') EXECUTE FUNCTION public.refuse_late();
            """);
        PostgresAppendWork doomed = new(_database, Request("run", "refused", "once", "a"), _sealer), other = new(_database, Request("run", "note", "once", "b"), _sealer);

        await FlushAsync(doomed, other);

        (await FluentActions.Awaiting(() => doomed.WaitAsync(default).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_failed");
        (await other.WaitAsync(default)).Single().Seq.Should().Be(1, "the key that stood in its way was never stored");
        (await Ledger().VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task Flush_AfterKnownHeads_ASealerThatWasNotOpenedFailsItsOwnUnitAlone()
    {
        await Ledger().AppendAsync("run", Event("note"));
        PostgresAppendWork sound = new(_database, Request("run", "note"), _sealer), unopened = new(_database, Request("run", "note"), new ChainSealer(Ring));

        await FlushAsync(sound, unopened);

        (await sound.WaitAsync(default)).Single().Seq.Should().Be(2);
        await FluentActions.Awaiting(() => unopened.WaitAsync(default).AsTask()).Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Cancel_WhileAFlushHasTheUnitAndItsRunIsHeld_CountsOnceItIsPutBack()
    {
        PostgresAppendWork held = new(_database, Request("run", "note"), _sealer);
        using CancellationTokenSource source = new();
        Task<IReadOnlyList<AppendReceipt>> waiting = held.WaitAsync(source.Token).AsTask();

        held.TryTake().Should().BeTrue();
        await source.CancelAsync();
        waiting.IsCompleted.Should().BeFalse("it may be stored by now");
        held.PutBack();

        held.TryTake().Should().BeFalse("nobody wants it any more");
        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
    }

    private static LedgerEvent Event(string type) => LedgerEvent.Create(type, "{}"u8.ToArray());

    private ChainLedger Ledger() => new(new PostgresLedgerStore(_database), _sealer);

    private AppendRequest Request(string runId, string type, string? key = null, string? digest = null) => new(runId, [_sealer.Prepare(Event(type))], key, digest, null);

    private async Task FlushAsync(params PostgresWork[] works)
    {
        works.Should().OnlyContain(static work => work.TryTake());
        (await new PostgresFlush(_database).RunAsync(works)).Should().BeEmpty();
    }

    private async Task<string> DigestAsync() => (string)(await PostgresTestDatabase.ScalarAsync(_test.OwnerDataSource, "SELECT request_digest FROM governance.run_append_keys"))!;

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = _test.OwnerDataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
