using System.Data.Common;
using Enterprise.Governance.Conformance;
using Enterprise.Governance.Sqlite;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Ledger.Tests.Stores;

public sealed class SqliteLedgerStoreTests : LedgerStoreConformance
{
    private readonly SqliteFiles _files = new(SqliteFeatures.Ledger);

    protected override ValueTask<ILedgerStore> OpenAsync() => new(new SqliteLedgerStore(_files.Open(Clock)));

    protected override ValueTask<ILedgerVerificationStore> OpenScheduleAsync() => new(new SqliteLedgerVerificationStore(_files.Open(Clock)));

    protected override async ValueTask<DbTransaction> BeginAsync()
    {
        SqliteConnection connection = new($"Data Source={_files.FilePath};Pooling=False");
        await connection.OpenAsync();
        return connection.BeginTransaction();
    }

    public override async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("UPDATE run_events SET type = 'x' WHERE seq = 1;")]
    [InlineData("UPDATE run_events SET type = type;")]
    [InlineData("DELETE FROM run_events WHERE seq = 2;")]
    [InlineData("DELETE FROM run_events;")]
    [InlineData("INSERT OR REPLACE INTO run_events SELECT run_id, seq, ts, 'x', canonical, prev_hash, hash, kid, alg FROM run_events WHERE seq = 1;")]
    [InlineData("INSERT INTO run_events SELECT * FROM run_events WHERE seq = 1 ON CONFLICT DO UPDATE SET type = 'x';")]
    public async Task Fence_RefusesWhatChangesRows(string sql)
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.AppendBatchAsync("run", [Event(), Event()]);
        await using SqliteConnection connection = new($"Data Source={_files.FilePath};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;

        (await FluentActions.Awaiting(() => command.ExecuteNonQueryAsync()).Should().ThrowAsync<SqliteException>()).Which.Message.Should().Contain("run_events is append-only");

        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task AppendInADeferredTransaction_WhileAnotherConnectionWrites_WaitsForIt()
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.AppendAsync("run", Event());
        await using SqliteConnection connection = new($"Data Source={_files.FilePath};Pooling=False"), other = new($"Data Source={_files.FilePath};Pooling=False");
        await connection.OpenAsync();
        await other.OpenAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        await using SqliteTransaction writing = other.BeginTransaction();
        int writes = 0;

        // The other one goes on only when a write is tried again.
        SQLitePCL.raw.sqlite3_trace(connection.Handle, (_, statement) =>
        {
            if ((statement.Contains("run_heads SET", StringComparison.Ordinal) || statement.Contains("INTO run_events", StringComparison.Ordinal)) && ++writes == 2)
                writing.Rollback();
        }, null);

        (await ledger.AppendAsync(transaction, "run", Event())).Seq.Should().Be(2);
        await transaction.CommitAsync();

        writes.Should().BeGreaterThan(1);
        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task AppendInAHostTransaction_RunWasContinuedWithANewerKey_FailsAtOnceAndFindsTheKeyTheNextTime()
    {
        SwitchableKeys provider = new(new AuditKeyRing(OldKey));
        (ChainLedger ledger, LiveAuditKeys keys) = await NewProcessAsync(provider);
        await ledger.AppendAsync("run", Event());
        await (await NewLedgerAsync(new AuditKeyRing(NewKey, OldKey))).AppendAsync("run", Event());
        provider.Ring = new AuditKeyRing(OldKey, NewKey);
        DbTransaction transaction = await BeginAsync();

        (await FluentActions.Awaiting(() => ledger.AppendAsync(transaction, "run", Event()).AsTask()).Should().ThrowAsync<LedgerException>()).Which.Code.Should().Be("audit_key_behind");

        await RollbackAsync(transaction);
        (await keys.RefreshAsync()).Should().BeTrue("it waits for what the refusal has begun");
        provider.Asked.Should().Be(2);
        transaction = await BeginAsync();
        (await ledger.AppendAsync(transaction, "run", Event())).Seq.Should().Be(3);
        await CommitAsync(transaction);
    }

    [Fact]
    public async Task AppendInAHostTransaction_ThatSqliteRollsBackAsAWhole_SaysWhatHappened()
    {
        ChainLedger ledger = await NewLedgerAsync();
        await ledger.AppendAsync("run", Event());
        await using SqliteConnection connection = new($"Data Source={_files.FilePath};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand trigger = connection.CreateCommand();
        trigger.CommandText = "CREATE TEMP TRIGGER away BEFORE INSERT ON main.run_events BEGIN SELECT RAISE(ROLLBACK, 'away'); END;";
        await trigger.ExecuteNonQueryAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction();

        GovernanceException failed = (await FluentActions.Awaiting(() => ledger.AppendAsync(transaction, "run", Event()).AsTask()).Should().ThrowAsync<GovernanceException>()).Which;

        failed.InnerException.Should().BeOfType<SqliteException>().Which.Message.Should().Contain("away");
        (await ledger.AppendAsync("run", Event())).Seq.Should().Be(2);
    }

    [Fact]
    public async Task Flush_CommitFails_AUnitRefusedOnAccountOfAnotherIsNotToldTheRefusal()
    {
        await using GovernanceSqliteDatabase database = _files.Open(Clock);
        ChainSealer sealer = new(new AuditKeyRing(OldKey), timeProvider: Clock);
        using ChainLedger ledger = new(new SqliteLedgerStore(database), sealer);
        await ledger.OpenAsync();
        using ManualResetEventSlim isQueued = new();
        TaskCompletionSource isRunning = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> first = database.WriteAsync(
            static (_, s) =>
            {
                s.isRunning.SetResult();
                s.isQueued.Wait();
                return 0;
            },
            (isRunning, isQueued), default).AsTask();
        await isRunning.Task;

        // Its orphan is found by COMMIT alone.
        Task<int> doomed = database.WriteAsync(
            static (context, request) =>
            {
                SqliteLedgerOperations.Append(context.Session, request.request, request.sealer);
                context.Session.Execute("CREATE TABLE parents (id INTEGER PRIMARY KEY);");
                context.Session.Execute("CREATE TABLE orphans (id INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);");
                return context.Session.Execute("INSERT INTO orphans (id) VALUES (1);");
            },
            (request: new AppendRequest("run", [sealer.Prepare(Event())], "once", "a", null), sealer), default).AsTask();
        Task<AppendReceipt> other = ledger.AppendAsync("run", Event("""{"other":1}"""), new AppendOptions { IdempotencyKey = "once" }).AsTask();
        isQueued.Set();

        await first;
        (await FluentActions.Awaiting(() => doomed).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_failed");
        (await FluentActions.Awaiting(() => other).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_failed", "the key that stood in its way was never stored");
        (await ledger.AppendAsync("run", Event("""{"other":1}"""), new AppendOptions { IdempotencyKey = "once" })).Seq.Should().Be(1);
    }

    [Fact]
    public async Task Verify_FileIsBroken_IsAnErrorOfTheStore()
    {
        await using (GovernanceSqliteDatabase writer = _files.Open(Clock))
        {
            using ChainLedger ledger = new(new SqliteLedgerStore(writer), new ChainSealer(new AuditKeyRing(OldKey), timeProvider: Clock));
            await ledger.AppendBatchAsync("run", [.. Enumerable.Range(0, 200).Select(static _ => Event())]);
        }

        await using (FileStream file = new(_files.FilePath, FileMode.Open))
        {
            // Everything but the schema's pages.
            file.Position = file.Length / 2;
            await file.WriteAsync(new byte[file.Length / 2]);
        }

        ChainLedger reader = await NewLedgerAsync();
        (await FluentActions.Awaiting(() => reader.VerifyAsync("run").AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_corrupt");
    }

    [Fact]
    public async Task Repeat_WhoseRowsAreGone_IsAnErrorAndNoReceipt()
    {
        ChainLedger ledger = await NewLedgerAsync();
        AppendOptions once = new() { IdempotencyKey = "once" };
        await ledger.AppendBatchAsync("run", [Event(), Event()], once);
        await using SqliteConnection connection = new($"Data Source={_files.FilePath};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "DROP TRIGGER run_events_no_delete; DELETE FROM run_events WHERE seq = 2;";
        await command.ExecuteNonQueryAsync();

        (await FluentActions.Awaiting(() => ledger.AppendBatchAsync("run", [Event(), Event()], once).AsTask()).Should().ThrowAsync<GovernanceException>())
            .Which.Code.Should().Be("chain_damaged");
    }
}
